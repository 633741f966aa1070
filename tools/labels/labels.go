// Package labels measures verdicts against what engineers said of real differences. It reads CSV files of the form
//
//	repo,file_staging,file_prod,path,staging_value,prod_value,label,reason,diff_class
//
// builds each row's two environments as a collector would have seen them, compares and classifies them with the built-in packs
// alone, and counts where the verdicts agree. It is a tool for people who change rules, and no part of the program.
package labels

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/envparity/envparity/diffing"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

// Row is one labelled difference.
type Row struct {
	Repo, FileStaging, FileProd, Path, Staging, Prod, Label, Reason, Class string
	Line                                                                   int
}

// Read reads a CSV file with a header line.
func Read(r io.Reader) ([]Row, error) {
	c := csv.NewReader(r)
	c.FieldsPerRecord = -1
	all, err := c.ReadAll()
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no header line")
	}
	at := map[string]int{}
	for i, h := range all[0] {
		at[strings.TrimSpace(h)] = i
	}
	for _, must := range []string{"path", "staging_value", "prod_value", "label"} {
		if _, ok := at[must]; !ok {
			return nil, fmt.Errorf("no column %q in the header", must)
		}
	}
	var out []Row
	for n, rec := range all[1:] {
		get := func(name string) string {
			if i, ok := at[name]; ok && i < len(rec) {
				return rec[i]
			}
			return ""
		}
		out = append(out, Row{
			Repo: get("repo"), FileStaging: get("file_staging"), FileProd: get("file_prod"), Path: get("path"), Staging: get("staging_value"),
			Prod: get("prod_value"), Label: strings.TrimSpace(get("label")), Reason: get("reason"), Class: get("diff_class"), Line: n + 2,
		})
	}
	return out, nil
}

// Judged is a row with the verdict it got.
type Judged struct {
	Row
	Verdict rules.Verdict
	Rule    string // "silent" where comparing found no news
	Kind    drift.Kind
	Facts   string
}

// Agrees reports whether verdict and label are the same.
func (j *Judged) Agrees() bool { return string(j.Verdict) == j.Label }

// Judge compares and classifies each row by itself.
func Judge(set *rules.Set, rows []Row) []Judged {
	out := make([]Judged, 0, len(rows))
	for _, r := range rows {
		out = append(out, judge(set, r))
	}
	return out
}

func judge(set *rules.Set, r Row) Judged {
	envs, snaps := r.environments()
	d := diffing.Compare(envs, snaps, diffing.Options{})
	found := set.Classify(d.Drifts, rules.Context{Environments: envs, Now: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)})
	out := Judged{Row: r, Verdict: rules.Acceptable, Rule: "silent"}
	if len(found) > 0 { // the worst of them
		out.Verdict, out.Rule, out.Kind = found[0].Verdict, found[0].Rule, found[0].Drift.Kind
		out.Facts = found[0].Drift.Facts.Type
	}
	return out
}

// environments lays out the two snapshots of a row.
func (r *Row) environments() ([]drift.Environment, []*snapshot.Snapshot) {
	staging, prod := envName(r.FileStaging, "staging"), envName(r.FileProd, "prod")
	if staging == prod {
		staging, prod = "staging", "prod"
	}
	envs := []drift.Environment{{Name: staging}, {Name: prod, Reference: true}}
	snaps := []*snapshot.Snapshot{{Environment: staging}, {Environment: prod}}
	file := r.FileProd
	if file == "" {
		file = r.FileStaging
	}
	onlyStaging, onlyProd := strings.HasPrefix(r.Class, "only_staging"), strings.HasPrefix(r.Class, "only_prod")
	if !onlyProd {
		snaps[0].Resources = []snapshot.Resource{r.resource(file, r.FileStaging, r.Staging)}
	}
	if !onlyStaging {
		snaps[1].Resources = []snapshot.Resource{r.resource(file, r.FileProd, r.Prod)}
	}
	whole := strings.HasSuffix(r.Class, "_file") || r.Path == "(whole file)"
	if !whole { // the resource is there on both sides, the attribute is not
		for i, other := range []string{r.FileStaging, r.FileProd} {
			if len(snaps[i].Resources) == 0 {
				empty := r.without(file, other)
				snaps[i].Resources = []snapshot.Resource{empty}
			}
		}
	}
	return envs, snaps
}

// envName is the environment that a file belongs to, by the words of its path, the last that is one.
func envName(file, fallback string) string {
	out := fallback
	for _, w := range strings.FieldsFunc(strings.ToLower(file), func(c rune) bool { return strings.ContainsRune("/-_.", c) }) {
		if names.RoleOf(w, names.Likely) != nil {
			out = w
		}
	}
	return out
}
