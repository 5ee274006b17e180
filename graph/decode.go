package graph

import (
	"encoding/base64"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/graph/model"
	"github.com/promisegraph/promisegraph/promise"
	"github.com/promisegraph/promisegraph/query"
)

var cursorEncoding = base64.RawURLEncoding

// types are the Go types of the schema's objects, interfaces and pages.
var types = map[string]reflect.Type{
	"Node": reflect.TypeFor[model.Node](), "Record": reflect.TypeFor[model.Record](), "Party": reflect.TypeFor[model.Party](),
	"Person": reflect.TypeFor[model.Person](), "Company": reflect.TypeFor[model.Company](), "Succession": reflect.TypeFor[model.Succession](),
	"Name": reflect.TypeFor[model.Name](), "Stake": reflect.TypeFor[model.Stake](), "Share": reflect.TypeFor[model.Share](),
	"Amount": reflect.TypeFor[fact.Amount](), "Quantity": reflect.TypeFor[fact.Quantity](), "Position": reflect.TypeFor[model.Position](),
	"Promise": reflect.TypeFor[model.Promise](), "Quote": reflect.TypeFor[model.Quote](), "Original": reflect.TypeFor[promise.Original](),
	"Target": reflect.TypeFor[model.Target](), "Deadline": reflect.TypeFor[promise.Deadline](), "Ruling": reflect.TypeFor[model.Ruling](),
	"Evidence": reflect.TypeFor[model.Evidence](), "Bearing": reflect.TypeFor[model.Bearing](), "Measurement": reflect.TypeFor[promise.Measurement](),
	"Event": reflect.TypeFor[model.Event](), "Exchange": reflect.TypeFor[model.Exchange](),
	"Source": reflect.TypeFor[model.Source](), "Archive": reflect.TypeFor[promise.Archive](), "Slip": reflect.TypeFor[model.Slip](),
	"Change": reflect.TypeFor[model.Change](), "Version": reflect.TypeFor[model.Version](), "Retracted": reflect.TypeFor[model.Retracted](),
	"Standing": reflect.TypeFor[model.Standing](), "Side": reflect.TypeFor[model.Side](), "Because": reflect.TypeFor[model.Because](),
	"Ground": reflect.TypeFor[model.Ground](), "StatusChange": reflect.TypeFor[model.StatusChange](),
	"Score": reflect.TypeFor[model.Score](), "StatusCount": reflect.TypeFor[model.StatusCount](), "KeptRate": reflect.TypeFor[model.KeptRate](),
	"TimelineConnection": reflect.TypeFor[model.TimelineConnection](),
	"Path":               reflect.TypeFor[model.Path](), "PathStep": reflect.TypeFor[model.PathStep](),
	"Neighbourhood": reflect.TypeFor[model.Neighbourhood](), "Link": reflect.TypeFor[model.Link](),
	"Match":            reflect.TypeFor[model.Match](),
	"PersonConnection": reflect.TypeFor[model.PersonConnection](), "CompanyConnection": reflect.TypeFor[model.CompanyConnection](),
	"PromiseConnection": reflect.TypeFor[model.PromiseConnection](), "EvidenceConnection": reflect.TypeFor[model.EvidenceConnection](),
	"SourceConnection": reflect.TypeFor[model.SourceConnection](), "StakeConnection": reflect.TypeFor[model.StakeConnection](),
	"PositionConnection": reflect.TypeFor[model.PositionConnection](), "EventConnection": reflect.TypeFor[model.EventConnection](),
	"RulingConnection": reflect.TypeFor[model.RulingConnection](), "ChangeConnection": reflect.TypeFor[model.ChangeConnection](),
	"VersionConnection": reflect.TypeFor[model.VersionConnection](), "RecordConnection": reflect.TypeFor[model.RecordConnection](),
	"PromiseEvidenceConnection": reflect.TypeFor[model.PromiseEvidenceConnection](), "SearchResults": reflect.TypeFor[model.SearchResults](),
}

// decoder turns rows into Go values, for the values of one request.
type decoder struct{ values []query.Values }

// decode turns a value of a row into the Go value that the executor takes for
// the field: nil, an object, a slice or a page.
func (d decoder) decode(f *query.Field, raw any) (any, error) {
	switch f.Shape {
	case query.Page:
		return d.decodePage(f, raw)
	case query.List:
		rows, _ := raw.([]any)
		list := reflect.MakeSlice(reflect.SliceOf(itemType(types[f.Type])), 0, len(rows))
		for _, row := range rows {
			item, err := d.decodeItem(f.Items, row)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", f.Name, err)
			}
			list = reflect.Append(list, item)
		}
		return list.Interface(), nil
	case query.One:
		if raw == nil {
			return nil, nil
		}
		item, err := d.decodeItem(f.Items, raw)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		return item.Interface(), nil
	}
	return nil, fmt.Errorf("%s: a leaf has no object", f.Name)
}

// itemType is how lists hold objects of a type: interfaces as they are,
// others by pointer.
func itemType(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Interface {
		return t
	}
	return reflect.PointerTo(t)
}

// decodeItem decodes an object, whose row begins with its type when it could
// be of several.
func (d decoder) decodeItem(items []query.Object, raw any) (reflect.Value, error) {
	row, _ := raw.([]any)
	object := items[0]
	if object.Tagged {
		if len(row) != 2 {
			return reflect.Value{}, fmt.Errorf("row without a type: %v", raw)
		}
		i := slices.IndexFunc(items, func(o query.Object) bool { return o.Type == row[0] })
		if i < 0 {
			return reflect.Value{}, fmt.Errorf("unexpected type %v", row[0])
		}
		object = items[i]
		row, _ = row[1].([]any)
	}
	return d.decodeObject(object, row)
}

func (d decoder) decodeObject(o query.Object, row []any) (reflect.Value, error) {
	if len(row) != len(o.Fields) {
		return reflect.Value{}, fmt.Errorf("%s: row of %d values for %d fields", o.Type, len(row), len(o.Fields))
	}
	object := reflect.New(types[o.Type])
	selected := model.Selected{}
	if at := object.Elem().FieldByName("Selected"); at.IsValid() {
		at.Set(reflect.ValueOf(selected))
	}
	for i, f := range o.Fields {
		if f.Shape == query.Leaf {
			if err := setLeaf(object.Elem(), f.Name, row[i]); err != nil {
				return reflect.Value{}, fmt.Errorf("%s.%s: %w", o.Type, f.Name, err)
			}
			continue
		}
		value, err := d.decode(f, row[i])
		if err != nil {
			return reflect.Value{}, err
		}
		selected[f.Key] = value
	}
	id := ""
	if n, ok := object.Interface().(model.Node); ok {
		id = n.NodeID()
	}
	return object, d.computeAll(o, id, selected)
}

// setLeaf stores a value in the struct field named like the schema's field.
func setLeaf(object reflect.Value, name string, raw any) error {
	field := object.FieldByNameFunc(func(n string) bool { return strings.EqualFold(n, name) })
	if !field.IsValid() {
		return nil // a method of the domain type answers it
	}
	return assign(field, raw)
}

func assign(field reflect.Value, raw any) error {
	if raw == nil {
		return nil
	}
	if field.Kind() == reflect.Pointer {
		value := reflect.New(field.Type().Elem())
		field.Set(value)
		return assign(value.Elem(), raw)
	}
	switch v := raw.(type) {
	case string:
		if field.Kind() == reflect.String {
			field.SetString(v)
			return nil
		}
	case bool:
		if field.Kind() == reflect.Bool {
			field.SetBool(v)
			return nil
		}
	case int64:
		switch field.Kind() {
		case reflect.Int, reflect.Int64:
			field.SetInt(v)
			return nil
		case reflect.Float64:
			field.SetFloat(float64(v))
			return nil
		}
	case float64:
		if field.Kind() == reflect.Float64 {
			field.SetFloat(v)
			return nil
		}
	case []any:
		if field.Kind() == reflect.Slice {
			list := reflect.MakeSlice(field.Type(), len(v), len(v))
			for i, item := range v {
				if err := assign(list.Index(i), item); err != nil {
					return err
				}
			}
			field.Set(list)
			return nil
		}
	}
	return fmt.Errorf("cannot store %T in %s", raw, field.Type())
}

// decodePage decodes a page: entries in the order asked for, places, total.
func (d decoder) decodePage(f *query.Field, raw any) (any, error) {
	parts, _ := raw.([]any)
	if len(parts) != 2 {
		return nil, fmt.Errorf("%s: row of %d parts for a page", f.Name, len(parts))
	}
	rows, _ := parts[0].([]any)
	window := d.values[f.Slot].Window
	more := len(rows) > window.Limit
	if more {
		rows = rows[:window.Limit]
	}
	if window.Backward {
		rows = slices.Clone(rows)
		slices.Reverse(rows)
	}
	page := reflect.New(types[f.Type])
	edges, nodes := page.Elem().FieldByName("Edges"), page.Elem().FieldByName("Nodes")
	edges.Set(reflect.MakeSlice(edges.Type(), 0, len(rows)))
	nodes.Set(reflect.MakeSlice(nodes.Type(), 0, len(rows)))
	info := model.PageInfo{HasNextPage: more, HasPreviousPage: window.After != nil}
	if window.Backward {
		info.HasNextPage, info.HasPreviousPage = window.Before != nil, more
	}
	for i, r := range rows {
		row, _ := r.([]any)
		if len(row) != 4 {
			return nil, fmt.Errorf("%s: row of %d parts for an entry", f.Name, len(row))
		}
		id, _ := row[1].(string)
		cursor := encodeCursor(query.Cursor{Order: orderName(d.values[f.Slot].Args), Value: row[0], ID: id})
		if i == 0 {
			info.StartCursor = cursor
		}
		info.EndCursor = cursor
		node, err := d.decodeItem(f.Items, row[3])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		edge := reflect.New(edges.Type().Elem().Elem())
		if at := edge.Elem().FieldByName("Cursor"); at.IsValid() {
			at.SetString(cursor)
		}
		edge.Elem().FieldByName("Node").Set(node)
		own, _ := row[2].([]any)
		if err := d.decodeEdge(f.Edge, own, edge.Elem()); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		edges.Set(reflect.Append(edges, edge))
		nodes.Set(reflect.Append(nodes, node))
	}
	if at := page.Elem().FieldByName("PageInfo"); at.IsValid() {
		at.Set(reflect.ValueOf(&info))
	}
	if f.Total {
		if err := assign(page.Elem().FieldByName("TotalCount"), parts[1]); err != nil {
			return nil, fmt.Errorf("%s.totalCount: %w", f.Name, err)
		}
	}
	return page.Interface(), nil
}

// decodeEdge decodes what belongs to the step to an entry.
func (d decoder) decodeEdge(fields []*query.Field, row []any, edge reflect.Value) error {
	if len(row) != len(fields) {
		return fmt.Errorf("row of %d values for %d fields of an entry", len(row), len(fields))
	}
	for i, f := range fields {
		if f.Shape == query.Leaf {
			if err := setLeaf(edge, f.Name, row[i]); err != nil {
				return err
			}
			continue
		}
		value, err := d.decode(f, row[i])
		if err != nil {
			return err
		}
		if value != nil {
			edge.FieldByNameFunc(func(n string) bool { return strings.EqualFold(n, f.Name) }).Set(reflect.ValueOf(value))
		}
	}
	return nil
}
