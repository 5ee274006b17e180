package journal

import "slices"

// Queue makes change sets of entries that come one after the other, so that
// each set can be applied by itself: an entry waits until all that it refers
// to is known, or goes with it. What is listed in an order in which nothing
// refers to what comes later never waits. The zero value is ready.
type Queue struct {
	waiting []queued
}

type queued struct {
	entry Entry
	// lacks are the ids it refers to that were not known when it came.
	lacks []string
}

// Len is how many entries wait.
func (q *Queue) Len() int { return len(q.waiting) }

// Clone is a queue of the same entries that changes by itself.
func (q *Queue) Clone() *Queue { return &Queue{waiting: slices.Clone(q.waiting)} }

// Add takes entries that came after those it has. Known is what the database
// holds of the ids that they mention.
func (q *Queue) Add(entries []Entry, known map[string]Known) {
	for _, e := range entries {
		one := queued{entry: e}
		if e.Record != nil && len(e.Broken) == 0 {
			for _, ref := range e.Record.Refs() {
				if _, ok := known[ref.ID]; !ok && !slices.Contains(one.lacks, ref.ID) {
					one.lacks = append(one.lacks, ref.ID)
				}
			}
		}
		q.waiting = append(q.waiting, one)
	}
}

// Take takes out the next entries that can be applied as one set, in the order
// in which they came: about so many, and more only where a circle of
// references ties more of them together. It gives none when all wait for what
// has not come.
func (q *Queue) Take(most int) []Entry {
	places := make(map[string]int, len(q.waiting))
	for i, one := range q.waiting {
		if _, twice := places[one.entry.ID]; !twice {
			places[one.entry.ID] = i
		}
	}
	blocked := q.blocked(places)
	taken := make([]bool, len(q.waiting))
	count := 0
	for i := range q.waiting {
		if taken[i] || blocked[i] {
			continue
		}
		group := []int{i} // with all that it needs and is not taken yet
		taken[i] = true
		for at := 0; at < len(group); at++ {
			for _, id := range q.waiting[group[at]].lacks {
				if j := places[id]; !taken[j] {
					taken[j] = true
					group = append(group, j)
				}
			}
		}
		if count > 0 && count+len(group) > most {
			for _, j := range group {
				taken[j] = false
			}
			break
		}
		if count += len(group); count >= most {
			break
		}
	}
	return q.remove(taken, count)
}

// blocked tells which entries wait for something that has not come, or for one
// that does.
func (q *Queue) blocked(places map[string]int) []bool {
	blocked := make([]bool, len(q.waiting))
	needed := map[int][]int{} // by whom an entry is needed
	var todo []int
	for i, one := range q.waiting {
		for _, id := range one.lacks {
			if j, here := places[id]; here {
				needed[j] = append(needed[j], i)
			} else if !blocked[i] {
				blocked[i] = true
				todo = append(todo, i)
			}
		}
	}
	for len(todo) > 0 {
		j := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, i := range needed[j] {
			if !blocked[i] {
				blocked[i] = true
				todo = append(todo, i)
			}
		}
	}
	return blocked
}

// remove takes the entries out. From then on they are known.
func (q *Queue) remove(taken []bool, count int) []Entry {
	out := make([]Entry, 0, count)
	known := make(map[string]bool, count)
	var left []queued
	for i, one := range q.waiting {
		if taken[i] {
			out = append(out, one.entry)
			known[one.entry.ID] = true
		} else {
			left = append(left, one)
		}
	}
	for i, one := range left {
		if slices.ContainsFunc(one.lacks, func(id string) bool { return known[id] }) {
			left[i].lacks = slices.DeleteFunc(slices.Clone(one.lacks), func(id string) bool { return known[id] })
		}
	}
	q.waiting = left
	return out
}

// Rest takes out all that still wait: nothing more comes.
func (q *Queue) Rest() []Entry {
	taken := make([]bool, len(q.waiting))
	for i := range taken {
		taken[i] = true
	}
	return q.remove(taken, len(taken))
}

// Lacking names an entry that waits and an id that it waits for.
func (q *Queue) Lacking() (Entry, string) {
	ids := make(map[string]bool, len(q.waiting))
	for _, one := range q.waiting {
		ids[one.entry.ID] = true
	}
	for _, one := range q.waiting {
		for _, id := range one.lacks {
			if !ids[id] {
				return one.entry, id
			}
		}
	}
	return Entry{}, ""
}
