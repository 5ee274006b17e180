package ownership

import (
	"slices"
	"strings"
)

// jointID is the id of several holders as one: their ids in order, joined by
// "+", which no id contains.
func jointID(members []string) string { return strings.Join(members, "+") }

// parties numbers everyone in a web in the order of their ids, so that no
// answer depends on the order of stakes.
type parties struct {
	ids     []string
	numbers map[string]int32
	// members are those of a joint holder, by its number.
	members map[int32][]int32
}

// holdersOf are the distinct holders of a stake in order of their ids; none
// when one has no id.
func holdersOf(s *Stake) []string {
	if len(s.Holders) == 1 {
		if s.Holders[0] == "" {
			return nil
		}
		return s.Holders
	}
	holders := slices.Clone(s.Holders)
	slices.Sort(holders)
	holders = slices.Compact(holders)
	if len(holders) > 0 && holders[0] == "" {
		return nil
	}
	return holders
}

func newParties(stakes []Stake) *parties {
	p := &parties{numbers: map[string]int32{}, members: map[int32][]int32{}}
	joint := map[string][]string{}
	add := func(id string) {
		if _, known := p.numbers[id]; !known {
			p.numbers[id] = 0
			p.ids = append(p.ids, id)
		}
	}
	for i := range stakes {
		s := &stakes[i]
		holders := holdersOf(s)
		if len(holders) == 0 || s.Company == "" {
			continue
		}
		add(s.Company)
		for _, id := range holders {
			add(id)
		}
		if len(holders) > 1 {
			id := jointID(holders)
			add(id)
			joint[id] = holders
		}
	}
	slices.Sort(p.ids)
	for i, id := range p.ids {
		p.numbers[id] = int32(i)
	}
	for id, holders := range joint {
		for _, h := range holders {
			p.members[p.numbers[id]] = append(p.members[p.numbers[id]], p.numbers[h])
		}
	}
	return p
}

// holder is the number of who holds a stake, alone or jointly.
func (p *parties) holder(s *Stake) (int32, bool) {
	holders := holdersOf(s)
	if len(holders) == 0 || s.Company == "" {
		return 0, false
	}
	return p.numbers[jointID(holders)], true
}

// names are the ids of the members of a joint holder, nil for anyone else.
func (p *parties) names(n int32) []string {
	var ids []string
	for _, m := range p.members[n] {
		ids = append(ids, p.ids[m])
	}
	return ids
}
