package embed

import (
	"bytes"
	"compress/gzip"
	"context"
	"embed"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/graph"
	"github.com/promisegraph/promisegraph/server/reply"
)

//go:embed queries
var queryFiles embed.FS

// pageSize is how many rows are read at once: the most the API gives.
const pageSize = 100

// A table is a list of the API as CSV, a row for each entry.
type table struct {
	name     string
	document string
	columns  []column
	filter   filter
}

// A column takes its value from an entry: by the names of fields, one below
// the other. A list on the way gives several values.
type column struct {
	name string
	path string
}

func (h *Handler) loadTables() error {
	h.tables = map[string]*table{}
	for name, columns := range tableColumns {
		raw, err := queryFiles.ReadFile("queries/" + name + "_table.graphql")
		if err != nil {
			return fmt.Errorf("read the query of a table: %w", err)
		}
		filter, err := newFilter(graph.Schema().Schema(), name)
		if err != nil {
			return err
		}
		h.tables[name] = &table{name: name, document: string(raw), columns: columns, filter: filter}
	}
	return nil
}

// rows is a page of a table.
type rows struct {
	Revision int64
	List     struct {
		Nodes    []json.RawMessage
		PageInfo struct {
			HasNextPage bool
			EndCursor   *string
		}
	}
}

// tableFile answers /{list}.csv. It reads and sends page by page, so a table
// of any length takes the same memory.
func (h *Handler) tableFile(w http.ResponseWriter, r *http.Request) {
	name, _ := strings.CutSuffix(r.PathValue("file"), ".csv")
	t, ok := h.tables[name]
	if !ok {
		h.fail(w, r, notFound("there is no table %s; there are: %s", r.PathValue("file"), strings.Join(tableNames(), ", ")))
		return
	}
	q := r.URL.Query()
	bom, err := t.bom(q)
	var variables map[string]any
	if err == nil {
		variables, err = t.filter.variables(q)
	}
	if err != nil {
		h.fail(w, r, err)
		return
	}
	variables["first"] = pageSize
	first, err := h.rows(r.Context(), t, variables)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	day := h.today()
	header := w.Header()
	header["Access-Control-Allow-Origin"] = []string{"*"}
	header.Set("Cache-Control", "public, max-age=60, stale-while-revalidate=600")
	header.Set("Vary", "Accept-Encoding")
	// An answer is the same for the same revision, day and question.
	tag := newAnswer("", []byte(fmt.Sprint(first.Revision, day, h.origin(r), r.URL.Path, q.Encode())), 0, "").ETag
	header["Etag"] = []string{tag}
	if reply.Matches(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	header.Set("Content-Type", "text/csv; charset=utf-8; header=present")
	header.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%s-r%d.csv"`, name, day, first.Revision))
	var out io.Writer = w
	if reply.AcceptsGzip(r.Header.Get("Accept-Encoding")) {
		header.Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		defer func() { _ = z.Close() }() // the client is gone: nobody to tell
		out = z
	}
	if r.Method == http.MethodHead {
		return
	}
	if err := h.stream(r.Context(), w, out, t, variables, first, bom, h.origin(r)); err != nil {
		h.cfg.Log.WarnContext(r.Context(), "a table broke off", "path", r.URL.Path, "error", err)
		// The rows sent are not all: the client must not take them for the table.
		panic(http.ErrAbortHandler)
	}
}

func (h *Handler) rows(ctx context.Context, t *table, variables map[string]any) (*rows, error) {
	var page rows
	if err := h.ask(ctx, t.document, variables, &page); err != nil {
		return nil, err
	}
	return &page, nil
}

// patience is the time for sending one page of a table.
const patience = 30 * time.Second

// stream writes a table, beginning with a page that was read.
func (h *Handler) stream(ctx context.Context, w http.ResponseWriter, out io.Writer, t *table, variables map[string]any, page *rows, bom bool, base string) error {
	control := http.NewResponseController(w)
	if bom {
		if _, err := io.WriteString(out, "\ufeff"); err != nil {
			return err
		}
	}
	sheet := csv.NewWriter(out)
	sheet.UseCRLF = true // RFC 4180
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	if err := sheet.Write(names); err != nil {
		return err
	}
	for {
		for _, node := range page.List.Nodes {
			row, err := t.row(node, base)
			if err != nil {
				return err
			}
			if err := sheet.Write(row); err != nil {
				return err
			}
		}
		// Not every writer has a deadline or a buffer of its own.
		_ = control.SetWriteDeadline(time.Now().Add(patience))
		sheet.Flush()
		if err := sheet.Error(); err != nil {
			return err
		}
		if !page.List.PageInfo.HasNextPage || page.List.PageInfo.EndCursor == nil {
			return nil
		}
		_ = control.Flush()
		variables["after"] = *page.List.PageInfo.EndCursor
		var err error
		if page, err = h.rows(ctx, t, variables); err != nil {
			return err
		}
	}
}

// row is one entry as the cells of a row.
func (t *table) row(node json.RawMessage, base string) ([]string, error) {
	decoder := json.NewDecoder(bytes.NewReader(node))
	decoder.UseNumber() // 0.1 stays 0.1
	var entry map[string]any
	if err := decoder.Decode(&entry); err != nil {
		return nil, fmt.Errorf("decode a row: %w", err)
	}
	cells := make([]string, len(t.columns))
	for i, c := range t.columns {
		if c.path == pageColumn {
			cells[i] = fmt.Sprintf("%s/%s/%s", base, t.name, entry["id"])
			continue
		}
		cells[i] = cell(entry, strings.Split(c.path, "."))
	}
	return cells, nil
}

// between stands between several values in one cell.
const between = " | "

// cell is the value at a path. Several values are joined in their order; one
// that is not known keeps its place, so that columns of one list agree.
func cell(value any, path []string) string {
	switch v := value.(type) {
	case nil:
		return ""
	case map[string]any:
		if len(path) == 0 {
			return ""
		}
		return cell(v[path[0]], path[1:])
	case []any:
		parts, some := make([]string, len(v)), false
		for i, one := range v {
			parts[i] = strings.ReplaceAll(unguarded(one, path), between, " / ")
			some = some || parts[i] != ""
		}
		if !some {
			return ""
		}
		return guard(strings.Join(parts, between))
	case string:
		return guard(v)
	}
	return fmt.Sprint(value) // a number or a truth value
}

// unguarded is a value inside a list, where only the whole cell is guarded.
func unguarded(value any, path []string) string {
	switch v := value.(type) {
	case map[string]any:
		if len(path) > 0 {
			return unguarded(v[path[0]], path[1:])
		}
	case string:
		return v
	case []any:
		return cell(v, path)
	case json.Number, bool:
		return fmt.Sprint(v)
	}
	return ""
}

// guard keeps spreadsheets from taking words for a formula: an apostrophe
// before the sign says that text follows.
func guard(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n", rune(text[0])) {
		return "'" + text
	}
	return text
}

// addresses of this server in a table stand in a column of their own.
const pageColumn = "@page"

// tableNames are the tables, in the order of the kinds of records.
func tableNames() []string {
	var names []string
	for _, kind := range fact.Kinds() {
		names = append(names, kind.Plural()+".csv")
	}
	return names
}
