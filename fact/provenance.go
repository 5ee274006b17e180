package fact

// Provenance says where a fact comes from. Every fact names at least one
// source or says that it is unverified.
type Provenance struct {
	// Sources are the ids of the sources that say so, best first.
	Sources []string `json:"sources,omitempty"`
	// Unverified says that no source was seen, or that it does not carry the fact.
	Unverified bool `json:"unverified,omitempty"`
	// UnverifiedFields names the fields no source was seen for, when the rest is sourced.
	UnverifiedFields []string `json:"unverified_fields,omitempty"`
	// Note is what a reader should know besides.
	Note string `json:"note,omitempty"`
}

// Check notes a fault when there is neither a source nor the word that the
// fact is unverified. Prefix is the path of the fact inside its record.
func (p Provenance) Check(f *Faults, prefix string) {
	if len(p.Sources) == 0 && !p.Unverified {
		f.Add(prefix+"sources", "no source: name one, or say `unverified: true`")
	}
}

// Refs are the references to the sources. Prefix is as in Check.
func (p Provenance) Refs(prefix string) []Ref { return Refs(prefix+"sources", p.Sources, Source) }

// Amount is a sum of money.
type Amount struct {
	Value    float64 `json:"value"`           // in units of the currency
	Currency string  `json:"currency"`        // ISO 4217 code
	About    bool    `json:"about,omitempty"` // the sum is approximate
}

// Quantity is a number of things.
type Quantity struct {
	Value float64 `json:"value"`           // how many
	Unit  string  `json:"unit"`            // of what, in the singular
	About bool    `json:"about,omitempty"` // the number is approximate
}
