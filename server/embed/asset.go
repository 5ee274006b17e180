package embed

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"path"
	"strings"
)

// An asset is a file that pages load. Under its hashed name it never changes.
type asset struct {
	name   string // with the hash: widget-1a2b3c4d.js
	answer *answer
}

// web lists the files that are served as they are.
var web = map[string]string{
	"widget.js":   "text/javascript; charset=utf-8",
	"builder.js":  "text/javascript; charset=utf-8",
	"builder.css": "text/css; charset=utf-8",
	"icon.svg":    svgType,
}

func (h *Handler) loadAssets() error {
	h.assets = map[string]asset{}
	for name, kind := range web {
		raw, err := webFiles.ReadFile("web/" + name)
		if err != nil {
			return fmt.Errorf("read an asset: %w", err)
		}
		sum := sha256.Sum256(raw)
		ending := path.Ext(name)
		a := asset{
			name:   strings.TrimSuffix(name, ending) + "-" + hex.EncodeToString(sum[:6]) + ending,
			answer: newAnswer(kind, raw, 0, ""),
		}
		h.assets[name], h.assets[a.name] = a, a
	}
	return nil
}

// asset answers /embed/assets/{file}. Files have their hash in their name, so
// caches may keep them for ever.
func (h *Handler) asset(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	a, ok := h.assets[name]
	if !ok || a.name != name {
		h.fail(w, r, notFound("there is no asset %s", name))
		return
	}
	h.sendAsset(w, r, a, "public, max-age=31536000, immutable")
}

// widgetScript answers /widget.js, which pages all over load under this one
// name. Their copies are looked after once an hour.
func (h *Handler) widgetScript(w http.ResponseWriter, r *http.Request) {
	h.sendAsset(w, r, h.assets["widget.js"], "public, max-age=3600, stale-while-revalidate=86400")
}

func (h *Handler) sendAsset(w http.ResponseWriter, r *http.Request, a asset, caching string) {
	header := w.Header()
	header["Cache-Control"] = []string{caching}
	header["Access-Control-Allow-Origin"] = []string{"*"}
	header["Cross-Origin-Resource-Policy"] = []string{"cross-origin"}
	a.answer.Send(w, r, http.StatusOK)
}
