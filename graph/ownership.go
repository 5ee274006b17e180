package graph

import (
	"slices"
	"strings"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/graph/model"
	"github.com/promisegraph/promisegraph/ownership"
)

// web makes the web of the stakes that were read, on the day asked for.
func web(in inputs, opts ownership.Options) (*ownership.Web, error) {
	stakes, err := stakesOf(in)
	if err != nil {
		return nil, err
	}
	opts.AssumeVotes = true
	return ownership.NewWeb(stakes, in.values.Day, opts)
}

// effectiveShares answers owners and holdings: list asks the web.
func effectiveShares(list func(w *ownership.Web, party string, minShare float64, first int) ownership.ShareList) func(inputs) (any, error) {
	return func(in inputs) (any, error) {
		w, err := web(in, ownership.Options{Measure: ownership.Basis(in.text("measure"))})
		if err != nil {
			return nil, err
		}
		parties := shown[model.Party](in, "parties")
		found := list(w, in.parent, in.number("minShare")/100, in.values.Window.Limit)
		out := &model.EffectiveShares{
			Claimed: bounds(found.Claimed), SelfHeld: bounds(found.SelfHeld), OverHeld: overHeld(found.OverHeld, parties),
			Loops: loops(found.Loops, parties), More: found.More,
		}
		for _, item := range found.Items {
			out.Items = append(out.Items, &model.EffectiveShare{
				Party: parties[item.Party], Members: all(item.Members, parties), Direct: bounds(item.Direct), Effective: bounds(item.Effective),
				Ultimate: item.Ultimate, Disputed: item.Disputed,
			})
		}
		if in.field.Name == "holdings" {
			out.Claimed, out.SelfHeld = nil, nil
		}
		return out, nil
	}
}

// controlled answers controllers and controls: list asks the web.
func controlled(list func(w *ownership.Web, party string, threshold float64, first int) ownership.ControlList) func(inputs) (any, error) {
	return func(in inputs) (any, error) {
		w, err := web(in, ownership.Options{Measure: ownership.Votes})
		if err != nil {
			return nil, err
		}
		parties := shown[model.Party](in, "parties")
		found := list(w, in.parent, in.number("threshold")/100, in.values.Window.Limit)
		out := &model.ControlledList{More: found.More}
		for _, item := range found.Items {
			out.Items = append(out.Items, &model.Controlled{
				Party: parties[item.Party], Members: all(item.Members, parties), Ultimate: item.Ultimate, Power: power(item.Power, parties),
			})
		}
		return out, nil
	}
}

// accountOfPair answers ownership.
func accountOfPair(in inputs) (any, error) {
	owner, company := in.text("owner"), in.text("company")
	holder, held := shown[model.Party](in, "owner")[owner], shown[*model.Company](in, "company")[company]
	if holder == nil || held == nil {
		return nil, nil
	}
	w, err := web(in, ownership.Options{Measure: ownership.Basis(in.text("measure"))})
	if err != nil {
		return nil, err
	}
	parties := shown[model.Party](in, "parties")
	parties[owner] = holder
	return accountOf(w.Account(owner, company), holder, held, in.values.Day, parties, shown[*model.Stake](in, "records")), nil
}

// accountOf shows an account.
func accountOf(a ownership.Account, holder model.Party, held *model.Company, day fact.Date, parties map[string]model.Party, stakes map[string]*model.Stake) *model.Ownership {
	out := &model.Ownership{
		Owner: holder, Company: held, AsOf: day, Effective: bounds(a.Effective), Control: power(a.Control, parties), MoreReadings: a.MoreReadings,
	}
	for _, r := range a.Readings {
		out.Readings = append(out.Readings, reading(r, parties, stakes))
	}
	for _, s := range a.Aside {
		out.Aside = append(out.Aside, &model.AsideStake{Stake: stakes[s.Stake], Why: s.Why, Share: bounds(s.Share), Agrees: s.Agrees})
	}
	return out
}

// stakesOf are the stakes that were read whole, by id.
func stakesOf(in inputs) ([]ownership.Stake, error) {
	records, err := in.records("stakes")
	if err != nil {
		return nil, err
	}
	stakes := make([]ownership.Stake, 0, len(records))
	for _, r := range records {
		if s, ok := r.(*ownership.Stake); ok {
			stakes = append(stakes, *s)
		}
	}
	slices.SortFunc(stakes, func(a, b ownership.Stake) int { return strings.Compare(a.ID, b.ID) })
	return stakes, nil
}

func reading(r ownership.Reading, parties map[string]model.Party, stakes map[string]*model.Stake) *model.OwnershipReading {
	out := &model.OwnershipReading{
		Chosen: all(r.Chosen, stakes), Direct: bounds(r.Direct), Effective: bounds(r.Effective), Integrated: bounds(r.Integrated),
		TargetStopped: bounds(r.TargetStopped), SelfHeld: bounds(r.SelfHeld), SumOfPaths: bounds(r.SumOfPaths), WeakestLink: bounds(r.WeakestLink),
		MoreRoutes: r.MoreRoutes, Loops: loops(r.Loops, parties), Unknown: all(r.Unknown, stakes), OverHeld: overHeld(r.OverHeld, parties),
	}
	for _, route := range r.Routes {
		one := &model.Route{Product: bounds(route.Product)}
		for _, s := range route.Steps {
			one.Steps = append(one.Steps, &model.RouteStep{
				Holder: parties[s.Holder], Members: all(s.Members, parties), Company: parties[s.Company], Share: bounds(s.Share),
				Stake: stakes[s.Stake], Unknown: s.Unknown, StandIn: s.StandIn,
			})
		}
		out.Routes = append(out.Routes, one)
	}
	return out
}

// bounds turns fractions into percent.
func bounds(b ownership.Bounds) *model.Bounds {
	return &model.Bounds{Low: percent(b.Lo), High: percent(b.Hi), Diverges: b.Diverges}
}

// percent is a fraction as a percentage, without the noise of the last digits.
func percent(fraction float64) float64 { return round(fraction * 100) }

func power(p ownership.Power, parties map[string]model.Party) *model.Power {
	return &model.Power{Certain: p.Certain, Possible: p.Possible, Votes: bounds(p.Votes), Stated: p.Stated, Through: all(p.Through, parties)}
}

func overHeld(list []ownership.OverHeld, parties map[string]model.Party) []*model.OverHeld {
	out := make([]*model.OverHeld, 0, len(list))
	for _, o := range list {
		out = append(out, &model.OverHeld{Company: parties[o.Company], Sum: bounds(o.Sum), Certain: o.Certain})
	}
	return out
}

func loops(list [][]string, parties map[string]model.Party) []*model.Loop {
	out := make([]*model.Loop, 0, len(list))
	for _, ids := range list {
		out = append(out, &model.Loop{Parties: all(ids, parties)})
	}
	return out
}
