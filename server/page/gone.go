package page

import (
	"context"
	"fmt"
	"net/http"
	"strings"
)

// gone answers for an id that the page asked for does not exist under: it
// leads to the right page, or tells why there is none.
func (s *Site) gone(ctx context.Context, v *view, id string) (string, error) {
	var answer struct {
		Revision int64
		Node     *struct {
			Record
			Recorded Change
		}
	}
	if err := s.ask(ctx, v, "node", map[string]any{"id": id}, &answer); err != nil {
		return "", err
	}
	v.Revision = answer.Revision
	switch n := answer.Node; {
	case n == nil:
		v.Body = strings.NewReplacer("-", " ", "_", " ").Replace(id)
		return "", errNotFound
	case n.Typename == "Retracted":
		return "", withdrawn{ID: id, Reason: n.Reason, Change: n.Recorded}
	case pathOf(n.Typename, id) != v.Path:
		return "", elsewhere{pathOf(n.Typename, id)}
	}
	return "", notYet{}
}

// withdrawn says that a record was taken back.
type withdrawn struct {
	ID, Reason string
	Change     Change
}

func (w withdrawn) Error() string { return w.ID + " was withdrawn: " + w.Reason }

// notYet says that a record was not public by the day asked for.
type notYet struct{}

func (notYet) Error() string { return "not public by that day" }

// record leads from an id to the page of its record.
func (s *Site) record(ctx context.Context, v *view, r *http.Request) (string, error) {
	name, err := s.gone(ctx, v, r.PathValue("id"))
	if err == nil {
		err = fmt.Errorf("no page for %s", r.PathValue("id"))
	}
	return name, err
}
