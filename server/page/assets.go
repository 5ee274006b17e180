package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io"
	"mime"
	"net/http"
	"path"
	"strings"
)

// Libraries come from npm, pinned, and are kept compressed.
//
//go:embed static
var staticFiles embed.FS

// assets serves the files of the pages. Their addresses hold a digest of what
// is in them, so that they can be kept for ever.
type assets struct {
	files map[string]asset  // by address
	names map[string]string // name -> address
}

type asset struct {
	name   string
	plain  []byte
	packed []byte
}

func readAssets() (*assets, error) {
	entries, err := staticFiles.ReadDir("static")
	if err != nil {
		return nil, fmt.Errorf("list static files: %w", err)
	}
	out := &assets{files: map[string]asset{}, names: map[string]string{}}
	for _, e := range entries {
		content, err := staticFiles.ReadFile("static/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("read static files: %w", err)
		}
		a, err := newAsset(e.Name(), content)
		if err != nil {
			return nil, fmt.Errorf("static file %s: %w", e.Name(), err)
		}
		digest := sha256.Sum256(content)
		address := "/static/" + hex.EncodeToString(digest[:6]) + "/" + a.name
		out.files[address], out.names[a.name] = a, address
	}
	return out, nil
}

// newAsset has a file in both forms, whichever it is kept in.
func newAsset(name string, content []byte) (asset, error) {
	if kept, ok := strings.CutSuffix(name, ".gz"); ok {
		unpack, err := gzip.NewReader(bytes.NewReader(content))
		if err != nil {
			return asset{}, err
		}
		plain, err := io.ReadAll(unpack)
		return asset{name: kept, plain: plain, packed: content}, err
	}
	var packed bytes.Buffer
	pack, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return asset{}, err
	}
	if _, err := pack.Write(content); err != nil {
		return asset{}, err
	}
	if err := pack.Close(); err != nil {
		return asset{}, err
	}
	return asset{name: name, plain: content, packed: packed.Bytes()}, nil
}

// address is where a file is served.
func (a *assets) address(name string) (string, error) {
	address, ok := a.names[name]
	if !ok {
		return "", fmt.Errorf("no static file %q", name)
	}
	return address, nil
}

// ServeHTTP serves the files at their addresses.
func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	file, ok := a.files[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", mime.TypeByExtension(path.Ext(file.name)))
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	content := file.plain
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		content = file.packed
	}
	if r.Method != http.MethodHead {
		_, _ = w.Write(content)
	}
}
