package embed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/promisegraph/promisegraph/graph"
)

// fault is an error that says how it is told over HTTP.
type fault struct {
	status int
	text   string // what is wrong and what would be right
}

func (f fault) Error() string { return f.text }

func badRequest(format string, args ...any) error {
	return fault{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

func notFound(format string, args ...any) error {
	return fault{http.StatusNotFound, fmt.Sprintf(format, args...)}
}

// isUnavailable reports whether trying again later may help.
func isUnavailable(err error) bool { return tell(err).status == http.StatusServiceUnavailable }

// tell turns any error into what a client may see.
func tell(err error) fault {
	var own fault
	var coded graph.Coded
	switch {
	case errors.As(err, &own):
		return own
	case errors.As(err, &coded):
		switch coded.ErrorCode() {
		case graph.CodeBadInput, graph.CodeTooMuch:
			return fault{http.StatusBadRequest, coded.Public()}
		case graph.CodeUnavailable, graph.CodeTimeout:
			return fault{http.StatusServiceUnavailable, coded.Public()}
		}
		return fault{http.StatusInternalServerError, coded.Public()}
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return fault{http.StatusServiceUnavailable, "the answer took too long: try again"}
	}
	return fault{http.StatusInternalServerError, "internal error: it has been logged"}
}

// fail answers with an error in plain text.
func (h *Handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	f := h.failing(w, r, err)
	http.Error(w, f.text, f.status)
}

// failing logs what nobody foresaw, sets the headers of an error and tells
// how it is to be answered.
func (h *Handler) failing(w http.ResponseWriter, r *http.Request, err error) fault {
	f := tell(err)
	header := w.Header()
	header.Del("Etag")
	switch f.status {
	case http.StatusInternalServerError:
		h.cfg.Log.ErrorContext(r.Context(), "an embed failed", "path", r.URL.Path, "error", err)
		header.Set("Cache-Control", "no-store")
	case http.StatusServiceUnavailable:
		header.Set("Cache-Control", "no-store")
		header.Set("Retry-After", "5")
	default:
		header.Set("Cache-Control", "public, max-age=60")
	}
	return f
}

// ask asks the API and decodes what it says. Each read has its own time.
func (h *Handler) ask(ctx context.Context, document string, variables map[string]any, into any) error {
	ctx, cancel := context.WithTimeout(ctx, h.cfg.Timeout)
	defer cancel()
	data, err := h.cfg.Asker.Ask(ctx, document, variables)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("decode an answer of the API: %w", err)
	}
	return nil
}
