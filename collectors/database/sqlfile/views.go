package sqlfile

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/envparity/envparity/collectors/database/schema"
)

// asSelect is where the query of a view begins.
var asSelect = regexp.MustCompile(`(?is)\bAS\s+`)

// view applies CREATE VIEW, CREATE MATERIALIZED VIEW and CREATE TABLE AS.
func (f *file) view(tree json.RawMessage, s statement) error {
	var v struct {
		View    rangeVar `json:"view"`
		Replace bool     `json:"replace"`
		Gently  bool     `json:"if_not_exists"`
		Into    struct {
			Rel rangeVar `json:"rel"`
		} `json:"into"`
		Kind string `json:"objtype"`
	}
	if err := json.Unmarshal(tree, &v); err != nil {
		return err
	}
	at := f.place(f.start(s))
	out := &view{View: schema.View{Materialized: v.Kind == "OBJECT_MATVIEW", Place: at}, source: f.source(s)}
	switch {
	case v.Kind == "":
		out.Name = f.made(v.View)
	case out.Materialized:
		out.Name = f.made(v.Into.Rel)
	default:
		if v.Into.Rel.Persistence != "t" {
			f.lose(schema.KindTable, f.made(v.Into.Rel), at, "its columns are those of a query")
		}
		return nil
	}
	if v.Gently && f.views[out.Name] != nil || v.View.Persistence == "t" {
		return nil
	}
	body := ""
	if m := asSelect.FindStringIndex(out.source); m != nil {
		body = out.source[m[1]:]
	}
	body = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSpace(body), "WITH NO DATA"), "WITH DATA")
	out.Definition = schema.Query(strings.TrimSpace(body))
	if !f.dumped || body == "" {
		out.Definition, out.Hidden = "", handWritten
	}
	f.views[out.Name] = out
	return nil
}
