package page

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"html"
	"html/template"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/promisegraph/promisegraph/server/reply"
)

// raw is an answer that is no page.
type raw struct {
	Type    string
	Name    string // of the file, when it is to be kept
	Content []byte
}

// write sends it.
func (a *raw) write(w http.ResponseWriter, r *http.Request) {
	if a.Name != "" {
		w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", a.Name))
	}
	reply.New(a.Type, a.Content).Send(w, r, http.StatusOK)
}

var mark = regexp.MustCompile(`<[^>]*>`)

// bare is a filled in text without marks.
func bare(h template.HTML) string { return html.UnescapeString(mark.ReplaceAllString(string(h), "")) }

// The parts of GraphML (graphml.graphdrawing.org) that are needed here.
type (
	graphML struct {
		XMLName xml.Name     `xml:"http://graphml.graphdrawing.org/xmlns graphml"`
		Keys    []graphMLKey `xml:"key"`
		Graph   struct {
			ID      string        `xml:"id,attr"`
			Default string        `xml:"edgedefault,attr"`
			Data    []graphMLData `xml:"data"`
			Nodes   []graphMLNode `xml:"node"`
			Edges   []graphMLEdge `xml:"edge"`
		} `xml:"graph"`
	}
	graphMLKey struct {
		ID   string `xml:"id,attr"`
		For  string `xml:"for,attr"`
		Name string `xml:"attr.name,attr"`
		Type string `xml:"attr.type,attr"`
	}
	graphMLData struct {
		Key  string `xml:"key,attr"`
		Text string `xml:",chardata"`
	}
	graphMLNode struct {
		ID   string        `xml:"id,attr"`
		Data []graphMLData `xml:"data"`
	}
	graphMLEdge struct {
		ID     string        `xml:"id,attr"`
		Source string        `xml:"source,attr"`
		Target string        `xml:"target,attr"`
		Data   []graphMLData `xml:"data"`
	}
)

// graphML writes a web as GraphML, with sources.
func (v *view) graphML(w web) (*raw, error) {
	var doc graphML
	doc.Graph.ID, doc.Graph.Default = "promisegraph", "directed"
	doc.Keys = []graphMLKey{
		{"address", "graph", "address", "string"}, {"revision", "graph", "revision", "int"}, {"asof", "graph", "as_of", "string"},
		{"label", "all", "label", "string"}, {"kind", "all", "kind", "string"}, {"url", "all", "url", "string"}, {"when", "all", "when", "string"}, {"sources", "all", "sources", "string"},
		{"status", "node", "status", "string"}, {"relation", "edge", "relation", "string"}, {"low", "edge", "percent_low", "double"}, {"high", "edge", "percent_high", "double"}, {"disputed", "edge", "disputed", "boolean"},
	}
	doc.Graph.Data = given("address", v.drawn(), "revision", strconv.FormatInt(v.Revision, 10), "asof", v.day())
	for _, n := range w.Nodes {
		doc.Graph.Nodes = append(doc.Graph.Nodes, graphMLNode{ID: n.ID, Data: given("label", n.Label, "kind", n.Kind, "url", v.base+n.Path, "when", n.When, "status", n.Status, "sources", cited(n.Sources))})
	}
	for _, e := range w.Edges {
		low, high, address := "", "", ""
		if e.Kind == "STAKE" {
			low, high = strconv.FormatFloat(e.Low, 'f', -1, 64), strconv.FormatFloat(e.High, 'f', -1, 64)
		}
		if e.Path != "" {
			address = v.base + e.Path
		}
		disputed := ""
		if e.Disputed {
			disputed = "true"
		}
		doc.Graph.Edges = append(doc.Graph.Edges, graphMLEdge{ID: e.ID, Source: e.From, Target: e.To, Data: given("label", e.Label, "kind", e.Kind, "relation", e.Relation, "url", address, "when", e.When, "low", low, "high", high, "disputed", disputed, "sources", cited(e.Sources))})
	}
	text, err := xml.MarshalIndent(doc, "", " ")
	if err != nil {
		return nil, fmt.Errorf("write GraphML: %w", err)
	}
	return &raw{Type: "application/graphml+xml", Name: "connections.graphml", Content: append([]byte(xml.Header), text...)}, nil
}

// given are the data that are not empty.
func given(pairs ...string) []graphMLData {
	var out []graphMLData
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out = append(out, graphMLData{pairs[i], pairs[i+1]})
		}
	}
	return out
}

// cited lists sources in one text.
func cited(sources []webCite) string {
	texts := make([]string, len(sources))
	for i, s := range sources {
		texts[i] = strings.TrimSpace(s.Publisher + " " + s.URL)
	}
	return strings.Join(texts, "; ")
}

// drawn is the address of the page whose drawing is exported.
func (v *view) drawn() string {
	page := *v
	page.Path = "/connections"
	return page.Absolute()
}

// day is the day whose knowledge is shown.
func (v *view) day() string {
	if v.AsOf != "" {
		return string(v.AsOf)
	}
	return string(v.Today)
}

// edgeTable writes the lines of a web as CSV, with sources.
func (v *view) edgeTable(w web) (*raw, error) {
	names := map[string]string{}
	for _, n := range w.Nodes {
		names[n.ID] = n.Label
	}
	var buffer bytes.Buffer
	out := csv.NewWriter(&buffer)
	lines := [][]string{{"from_id", "from", "relation", "to_id", "to", "label", "percent_low", "percent_high", "when", "disputed", "address", "sources", "as_of", "revision"}}
	for _, e := range w.Edges {
		low, high, address, disputed := "", "", "", ""
		if e.Kind == "STAKE" {
			low, high = strconv.FormatFloat(e.Low, 'f', -1, 64), strconv.FormatFloat(e.High, 'f', -1, 64)
		}
		if e.Path != "" {
			address = v.base + e.Path
		}
		if e.Disputed {
			disputed = "true"
		}
		lines = append(lines, []string{e.From, names[e.From], e.Relation, e.To, names[e.To], e.Label, low, high, e.When, disputed, address, cited(e.Sources), v.day(), strconv.FormatInt(v.Revision, 10)})
	}
	for _, line := range lines {
		for i, cell := range line {
			// A spreadsheet would run what looks like a formula.
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				line[i] = "'" + cell
			}
		}
		if err := out.Write(line); err != nil {
			return nil, fmt.Errorf("write CSV: %w", err)
		}
	}
	out.Flush()
	return &raw{Type: "text/csv; charset=utf-8; header=present", Name: "connections.csv", Content: buffer.Bytes()}, out.Error()
}
