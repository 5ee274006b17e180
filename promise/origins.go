package promise

import (
	"slices"

	"github.com/promisegraph/promisegraph/fact"
)

// Origins tells what sources come from: it follows translations, reprints and
// reports back to where they begin. It does not change once made and may be
// shared. A nil Origins knows no source.
type Origins struct {
	sources map[string]*Source
	// behind are the ids of a source and of all it comes from.
	behind map[string][]string
	// out are the days from which sources are surely published.
	out map[string]fact.Date
}

// TraceOrigins follows the links of the sources. Links to sources that are not
// listed end there; loops are followed once.
func TraceOrigins(sources []*Source) *Origins {
	n := len(sources)
	o := &Origins{sources: make(map[string]*Source, n), behind: make(map[string][]string, n), out: make(map[string]fact.Date, n)}
	for _, s := range sources {
		o.sources[s.ID] = s
		o.out[s.ID] = lastDay(s.PublishedOn)
	}
	for id := range o.sources {
		o.behind[id] = o.trace(id)
	}
	return o
}

// trace lists a source and all behind it, nearest first.
func (o *Origins) trace(id string) []string {
	seen := map[string]bool{id: true}
	found := []string{id}
	for i := 0; i < len(found); i++ {
		s, ok := o.sources[found[i]]
		if !ok {
			continue
		}
		for _, link := range s.links() {
			if !seen[link.ID] {
				seen[link.ID] = true
				found = append(found, link.ID)
			}
		}
	}
	return found
}

// Behind lists the source and all it comes from, nearest first. A source that
// is not known comes from itself.
func (o *Origins) Behind(source string) []string {
	if o != nil {
		if found, ok := o.behind[source]; ok {
			return found
		}
	}
	return []string{source}
}

// Count is the number of independent origins behind sources: two sources that
// share anything they come from, themselves included, are one origin, and so
// are all that hang together through such pairs. Twelve articles on one memo
// count once; the memo and its translation count once.
func (o *Origins) Count(sources []string) int {
	if len(sources) < 2 {
		return len(sources)
	}
	group := make([]int, len(sources))
	root := func(i int) int {
		for group[i] != i {
			i = group[i]
		}
		return i
	}
	count := len(sources)
	first := make(map[string]int, 4*len(sources))
	for i, s := range sources {
		group[i] = i
		for _, id := range o.Behind(s) {
			j, met := first[id]
			if !met {
				first[id] = i
				continue
			}
			if a, b := root(i), root(j); a != b {
				group[a] = b
				count--
			}
		}
	}
	return count
}

// published is the day from which a source is surely published; empty when
// that is not known.
func (o *Origins) published(source string) fact.Date {
	if o == nil {
		return ""
	}
	return o.out[source]
}

// firstPublished is the earliest day of publication among sources; empty when
// none is known.
func (o *Origins) firstPublished(sources []string) fact.Date {
	var first fact.Date
	for _, s := range sources {
		if day := o.published(s); day != "" && (first == "" || day < first) {
			first = day
		}
	}
	return first
}

// readable are the sources that could be read on the day: those published by
// then and those without a date. When none could, the finding came out by a
// way that is not listed, and the source published first stands for it.
func (o *Origins) readable(sources []string, day fact.Date) []string {
	out := func(s string) bool { return o.published(s) <= day }
	if all := !slices.ContainsFunc(sources, func(s string) bool { return !out(s) }); all {
		return sources
	}
	var list []string
	for _, s := range sources {
		if out(s) {
			list = append(list, s)
		}
	}
	if len(list) > 0 {
		return list
	}
	first := o.firstPublished(sources)
	i := slices.IndexFunc(sources, func(s string) bool { return o.published(s) == first })
	return sources[i : i+1]
}
