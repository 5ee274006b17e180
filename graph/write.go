package graph

import (
	"errors"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/promisegraph/promisegraph/graph/model"
	"github.com/promisegraph/promisegraph/query"
)

// errOdd says that a record holds something the schema does not allow. The
// executor then answers in the writer's place, and says what is wrong where.
var errOdd = errors.New("the record does not fit the schema")

var null = []byte("null")

// writer writes an answer as JSON straight from the record: the same bytes
// that the executor gives.
type writer struct {
	decoder
	revision int64
	out      []byte
	// members are the places of Go fields by type and name.
	members *sync.Map
}

// object writes an object from its row.
func (w *writer) object(o *objectOut, row []any) error {
	if len(row) != len(o.object.Fields) {
		return errOdd
	}
	w.out = append(w.out, '{')
	for i := range o.fields {
		if i > 0 {
			w.out = append(w.out, ',')
		}
		w.out = append(w.out, o.fields[i].label...)
		if err := w.field(o, &o.fields[i], row); err != nil {
			return err
		}
	}
	w.out = append(w.out, '}')
	return nil
}

func (w *writer) field(o *objectOut, f *fieldOut, row []any) error {
	switch f.form {
	case formType:
		w.out = append(w.out, f.text...)
		return nil
	case formRevision:
		w.out = strconv.AppendInt(w.out, w.revision, 10)
		return nil
	case formComputed:
		return w.computed(o, f, row)
	}
	return w.read(f, row[f.at])
}

// read writes what a row has for a field.
func (w *writer) read(f *fieldOut, raw any) error {
	switch f.form {
	case formLeaf:
		return w.leaf(f, raw)
	case formOne:
		if raw == nil {
			return w.null(f.nonNull)
		}
		return w.item(f.items, raw)
	case formList:
		rows, _ := raw.([]any)
		return w.list(len(rows), func(i int) error { return w.item(f.items, rows[i]) })
	case formByID:
		return w.byID(f, raw)
	case formPage:
		return w.page(f, raw)
	}
	value, err := w.decode(f.field, raw) // formDecoded
	if err != nil {
		return err
	}
	return w.any(f.value, reflect.ValueOf(value), f.nonNull, true)
}

func (w *writer) null(forbidden bool) error {
	if forbidden {
		return errOdd
	}
	w.out = append(w.out, null...)
	return nil
}

func (w *writer) list(n int, item func(int) error) error {
	w.out = append(w.out, '[')
	for i := range n {
		if i > 0 {
			w.out = append(w.out, ',')
		}
		if err := item(i); err != nil {
			return err
		}
	}
	w.out = append(w.out, ']')
	return nil
}

// item writes an object whose row begins with its type when it could be of
// several.
func (w *writer) item(items []*objectOut, raw any) error {
	row, ok := raw.([]any)
	if !ok {
		return errOdd
	}
	object := items[0]
	if object.object.Tagged {
		if len(row) != 2 {
			return errOdd
		}
		i := slices.IndexFunc(items, func(o *objectOut) bool { return o.object.Type == row[0] })
		if i < 0 {
			return errOdd
		}
		object = items[i]
		if row, ok = row[1].([]any); !ok {
			return errOdd
		}
	}
	return w.object(object, row)
}

// byID writes the objects of a list in the order of the ids asked for.
func (w *writer) byID(f *fieldOut, raw any) error {
	rows, _ := raw.([]any)
	found := make(map[string]any, len(rows))
	for _, r := range rows {
		tagged, _ := r.([]any)
		if len(tagged) != 2 {
			return errOdd
		}
		i := slices.IndexFunc(f.items, func(o *objectOut) bool { return o.object.Type == tagged[0] })
		row, _ := tagged[1].([]any)
		if i < 0 || f.items[i].id < 0 || f.items[i].id >= len(row) {
			return errOdd
		}
		id, _ := row[f.items[i].id].(string)
		found[id] = r
	}
	ids, _ := w.values[f.field.Slot].Args["ids"].([]any)
	return w.list(len(ids), func(i int) error {
		id, _ := ids[i].(string)
		if row, ok := found[id]; ok {
			return w.item(f.items, row)
		}
		w.out = append(w.out, null...)
		return nil
	})
}

// page writes a page: entries in the order asked for, places, total.
func (w *writer) page(f *fieldOut, raw any) error {
	parts, _ := raw.([]any)
	if len(parts) != 2 {
		return errOdd
	}
	rows, _ := parts[0].([]any)
	window := w.values[f.field.Slot].Window
	more := len(rows) > window.Limit
	if more {
		rows = rows[:window.Limit]
	}
	for _, r := range rows {
		if entry, _ := r.([]any); len(entry) != 4 {
			return errOdd
		}
	}
	entry := func(i int) []any {
		if window.Backward {
			i = len(rows) - 1 - i
		}
		return rows[i].([]any) // looked at above
	}
	cursor := func(i int) string {
		e := entry(i)
		id, _ := e[1].(string)
		return encodeCursor(query.Cursor{Order: orderName(w.values[f.field.Slot].Args), Value: e[0], ID: id})
	}
	w.out = append(w.out, '{')
	for i, part := range f.page {
		if i > 0 {
			w.out = append(w.out, ',')
		}
		w.out = append(w.out, part.label...)
		var err error
		switch part.kind {
		case "__typename":
			w.out = append(w.out, part.text...)
		case "totalCount":
			err = w.total(parts[1])
		case "pageInfo":
			w.pageInfo(part.parts, window, more, len(rows), cursor)
		case "nodes":
			err = w.list(len(rows), func(i int) error { return w.item(part.items, entry(i)[3]) })
		case "edges":
			err = w.list(len(rows), func(i int) error { return w.edge(part.parts, entry(i), func() string { return cursor(i) }) })
		}
		if err != nil {
			return err
		}
	}
	w.out = append(w.out, '}')
	return nil
}

func (w *writer) total(raw any) error {
	n, ok := raw.(int64)
	if !ok {
		return errOdd
	}
	w.out = strconv.AppendInt(w.out, n, 10)
	return nil
}

func (w *writer) pageInfo(parts []edgePart, window query.Window, more bool, n int, cursor func(int) string) {
	next, previous := more, window.After != nil
	if window.Backward {
		next, previous = window.Before != nil, more
	}
	w.out = append(w.out, '{')
	for i, part := range parts {
		if i > 0 {
			w.out = append(w.out, ',')
		}
		w.out = append(w.out, part.label...)
		switch {
		case part.kind == "__typename":
			w.out = append(w.out, part.text...)
		case part.kind == "hasNextPage":
			w.out = strconv.AppendBool(w.out, next)
		case part.kind == "hasPreviousPage":
			w.out = strconv.AppendBool(w.out, previous)
		case n == 0:
			w.out = append(w.out, null...)
		case part.kind == "startCursor":
			w.out = appendQuoted(w.out, cursor(0))
		default:
			w.out = appendQuoted(w.out, cursor(n-1))
		}
	}
	w.out = append(w.out, '}')
}

func (w *writer) edge(parts []edgePart, entry []any, cursor func() string) error {
	own, _ := entry[2].([]any)
	w.out = append(w.out, '{')
	for i := range parts {
		part := &parts[i]
		if i > 0 {
			w.out = append(w.out, ',')
		}
		w.out = append(w.out, part.label...)
		var err error
		switch part.kind {
		case "__typename":
			w.out = append(w.out, part.text...)
		case "cursor":
			w.out = appendQuoted(w.out, cursor())
		case "node":
			err = w.item(part.items, entry[3])
		default:
			if part.own.at >= len(own) {
				return errOdd
			}
			err = w.read(&part.own, own[part.own.at])
		}
		if err != nil {
			return err
		}
	}
	w.out = append(w.out, '}')
	return nil
}

// computed computes a field from lists of the object's row and writes it.
func (w *writer) computed(o *objectOut, f *fieldOut, row []any) error {
	selected := model.Selected{}
	for i, list := range o.object.Fields {
		if strings.HasPrefix(list.Key, f.field.Key+"#") {
			value, err := w.decode(list, row[i])
			if err != nil {
				return err
			}
			selected[list.Key] = value
		}
	}
	id := ""
	if o.id >= 0 {
		id, _ = row[o.id].(string)
	}
	value, err := w.compute(f.field, f.computation, id, selected)
	if err != nil {
		return err
	}
	return w.any(f.value, reflect.ValueOf(value), f.nonNull, true)
}

// leaf writes a leaf from a row.
func (w *writer) leaf(f *fieldOut, raw any) error {
	if raw == nil {
		if f.nonNull && len(f.text) == len(null) && string(f.text) == string(null) {
			return errOdd
		}
		w.out = append(w.out, f.text...)
		return nil
	}
	if !f.leaf.list {
		return w.scalar(f.leaf.kind, raw, f.nonNull)
	}
	list, ok := raw.([]any)
	if !ok {
		return errOdd
	}
	return w.list(len(list), func(i int) error { return w.scalar(f.leaf.kind, list[i], f.leaf.item) })
}

// scalar writes one value as the database gives it.
func (w *writer) scalar(kind leafKind, raw any, nonNull bool) error {
	switch v := raw.(type) {
	case string:
		if kind > leafEnum {
			return errOdd
		}
		return w.text(kind, v, nonNull)
	case int64:
		switch kind {
		case leafInt:
			w.out = strconv.AppendInt(w.out, v, 10)
			return nil
		case leafFloat:
			w.out = appendFloat(w.out, float64(v))
			return nil
		}
	case float64:
		if kind == leafFloat {
			w.out = appendFloat(w.out, v)
			return nil
		}
	case bool:
		if kind == leafBool {
			w.out = strconv.AppendBool(w.out, v)
			return nil
		}
	}
	return errOdd
}

func (w *writer) text(kind leafKind, v string, nonNull bool) error {
	switch {
	case kind == leafID:
		w.out = appendQuoted(w.out, v)
	case v == "":
		return w.null(nonNull)
	case kind == leafEnum:
		w.out = append(w.out, '"')
		w.out = append(w.out, strings.ToUpper(v)...)
		w.out = append(w.out, '"')
	default:
		w.out = appendQuoted(w.out, v)
	}
	return nil
}

// any writes a Go value: an object, or a list of objects whose entries may
// not be null when item says so.
func (w *writer) any(out *valueOut, v reflect.Value, nonNull, item bool) error {
	for v.IsValid() && (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) && !v.IsNil() {
		v = v.Elem()
	}
	switch {
	case !v.IsValid() || v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface:
		return w.null(nonNull)
	case v.Kind() == reflect.Slice:
		if v.IsNil() && !nonNull {
			w.out = append(w.out, null...)
			return nil
		}
		return w.list(v.Len(), func(i int) error { return w.any(out, v.Index(i), item, false) })
	case v.Kind() != reflect.Struct:
		return errOdd
	}
	fields, ok := out.byType[v.Type().Name()]
	if !ok {
		return errOdd
	}
	w.out = append(w.out, '{')
	for i := range fields {
		if i > 0 {
			w.out = append(w.out, ',')
		}
		w.out = append(w.out, fields[i].label...)
		if err := w.member(&fields[i], v); err != nil {
			return err
		}
	}
	w.out = append(w.out, '}')
	return nil
}

// member writes a field of a Go value: what was selected of it, a Go field,
// or what a method answers.
func (w *writer) member(f *valueField, v reflect.Value) error {
	if f.text != nil {
		w.out = append(w.out, f.text...)
		return nil
	}
	if f.below == nil {
		return w.value(f, w.lookUp(v, f.name))
	}
	if at := v.FieldByName("Selected"); at.IsValid() {
		selected, _ := at.Interface().(model.Selected)
		value, ok := selected[f.key]
		if !ok {
			return errOdd
		}
		return w.any(f.below, reflect.ValueOf(value), f.nonNull, f.item)
	}
	return w.any(f.below, w.lookUp(v, f.name), f.nonNull, f.item)
}

type memberKey struct {
	of   reflect.Type
	name string
}

// lookUp gives the Go field of a name, or what the method of that name
// answers; an invalid value when there is neither.
func (w *writer) lookUp(v reflect.Value, name string) reflect.Value {
	key := memberKey{v.Type(), name}
	known, ok := w.members.Load(key)
	if !ok {
		field, found := v.Type().FieldByNameFunc(func(n string) bool { return strings.EqualFold(n, name) })
		if found {
			known = field.Index
		} else {
			first, size := utf8.DecodeRuneInString(name)
			known = string(unicode.ToUpper(first)) + name[size:]
		}
		w.members.Store(key, known)
	}
	if index, ok := known.([]int); ok {
		return v.FieldByIndex(index)
	}
	if !v.CanAddr() {
		return reflect.Value{}
	}
	method := v.Addr().MethodByName(known.(string)) // the only other kind stored
	if !method.IsValid() || method.Type().NumIn() != 0 || method.Type().NumOut() != 1 {
		return reflect.Value{}
	}
	return method.Call(nil)[0]
}

// value writes a leaf that is a Go value.
func (w *writer) value(f *valueField, v reflect.Value) error {
	if !v.IsValid() {
		return errOdd
	}
	if !f.list {
		return w.goLeaf(f.leaf.kind, v, f.nonNull)
	}
	if v.Kind() != reflect.Slice {
		return errOdd
	}
	if v.IsNil() && !f.nonNull {
		w.out = append(w.out, null...)
		return nil
	}
	return w.list(v.Len(), func(i int) error { return w.goLeaf(f.leaf.kind, v.Index(i), f.item) })
}

func (w *writer) goLeaf(kind leafKind, v reflect.Value, nonNull bool) error {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return w.null(nonNull)
		}
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.String:
		return w.scalar(kind, v.String(), nonNull)
	case reflect.Int, reflect.Int64:
		return w.scalar(kind, v.Int(), nonNull)
	case reflect.Float64:
		return w.scalar(kind, v.Float(), nonNull)
	case reflect.Bool:
		return w.scalar(kind, v.Bool(), nonNull)
	}
	return errOdd
}

const hexDigits = "0123456789ABCDEF"

// appendQuoted writes a text as a JSON string, with the escapes of gqlgen.
func appendQuoted(out []byte, s string) []byte {
	out = append(out, '"')
	start := 0
	for i := range len(s) {
		c := s[i]
		if c >= 0x20 && c != '\\' && c != '"' {
			continue
		}
		out = append(out, s[start:i]...)
		switch c {
		case '\t':
			out = append(out, '\\', 't')
		case '\r':
			out = append(out, '\\', 'r')
		case '\n':
			out = append(out, '\\', 'n')
		case '\\', '"':
			out = append(out, '\\', c)
		default:
			out = append(out, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xf])
		}
		start = i + 1
	}
	out = append(out, s[start:]...)
	return append(out, '"')
}

// appendFloat writes a number as encoding/json does.
func appendFloat(out []byte, f float64) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return append(out, null...)
	}
	format := byte('f')
	if abs := math.Abs(f); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		format = 'e'
	}
	start := len(out)
	out = strconv.AppendFloat(out, f, format, -1, 64)
	if format == 'e' { // e-09 becomes e-9
		if n := len(out); n-start >= 4 && out[n-4] == 'e' && (out[n-3] == '-' || out[n-3] == '+') && out[n-2] == '0' {
			out[n-2] = out[n-1]
			out = out[:n-1]
		}
	}
	return out
}
