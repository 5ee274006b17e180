package server

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

// GraphiQL and React come from npm, pinned, and are kept compressed.
//
//go:embed web
var web embed.FS

// graphiqlPolicy lets the page run its own scripts and reach this server only.
// GraphiQL builds style elements and web workers as it runs.
const graphiqlPolicy = "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// graphiql serves the page and its files under /graphiql.
func graphiql() (http.Handler, error) {
	files, err := fs.Sub(web, "web/graphiql")
	if err != nil {
		return nil, fmt.Errorf("open graphiql files: %w", err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", graphiqlPolicy)
		name := strings.Trim(strings.TrimPrefix(r.URL.Path, "/graphiql"), "/")
		if name == "" {
			name = "index.html"
		}
		serveFile(w, r, files, name)
	}), nil
}

// serveFile serves a file of the folder. Where the folder holds it compressed
// it is sent so, and unpacked for clients that cannot take it.
func serveFile(w http.ResponseWriter, r *http.Request, files fs.FS, name string) {
	content, err := fs.ReadFile(files, name)
	packed := false
	if err != nil {
		content, err = fs.ReadFile(files, name+".gz")
		packed = true
	}
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	w.Header().Set("Cache-Control", "public, max-age=3600")
	switch {
	case !packed:
	case strings.Contains(r.Header.Get("Accept-Encoding"), "gzip"):
		w.Header().Set("Content-Encoding", "gzip")
	default:
		unpacked, err := gzip.NewReader(bytes.NewReader(content))
		if err == nil {
			content, err = io.ReadAll(unpacked)
		}
		if err != nil {
			http.Error(w, "cannot unpack "+name, http.StatusInternalServerError)
			return
		}
	}
	w.Header().Set("Vary", "Accept-Encoding")
	if r.Method != http.MethodHead {
		_, _ = w.Write(content)
	}
}
