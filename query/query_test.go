package query_test

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/query"
	"github.com/envparity/envparity/tui/tuitest"
)

// found returns the resources a query picks from the example audit.
func found(text string) string {
	r := tuitest.Shop()
	m := query.Compile(query.Parse(text), query.Scope{
		Envs: tuitest.Envs(), Ref: 2, Marked: func(fp string) bool { return fp == r.Findings[0].Fingerprint },
	})
	var out []string
	for i := range r.Findings {
		if m.Match(&r.Findings[i], "") {
			out = append(out, r.Findings[i].Drift.Resource.Name)
		}
	}
	return strings.Join(out, " ")
}

func TestQueriesPickWhatTheySay(t *testing.T) {
	for text, want := range map[string]string{
		"":                               "orders payments orders search RETRY_LIMIT cart proxy orders orders mailhog",
		"verdict:must":                   "orders payments orders",
		"verdict:must,should -orders":    "payments search RETRY_LIMIT cart proxy",
		"kind:leaked":                    "orders",
		"env:prod kind:leaked":           "orders",
		"env:dev kind:leaked":            "",
		"env:dev kind:missing":           "RETRY_LIMIT",
		"path:**.image":                  "search",
		"path:data.*":                    "payments orders",
		"path:*.image":                   "",
		"owner:none verdict:must":        "orders",
		"owner:PLATFORM":                 "orders orders",
		"is:waived":                      "orders",
		"is:open verdict:acceptable":     "orders mailhog",
		"is:marked":                      "orders",
		"is:secret":                      "payments",
		"is:unknown":                     "mailhog",
		"has:places":                     "search",
		"value:13.8":                     "orders",
		"value:hmac":                     "",
		"ratio:<1":                       "orders",
		"file:*.tfstate":                 "orders",
		`"db.staging.shop"`:              "orders",
		"DB.STAGING !kind:changed":       "orders",
		"~retrylmt":                      "RETRY_LIMIT",
		"type:aws_* collector:terraform": "orders",
		"registry.example/search:1.4.2":  "search",
		"step:dev>staging":               "orders search RETRY_LIMIT proxy orders",
		"step:prod kind:leaked":          "orders",
		"step:nowhere":                   "",
	} {
		if got := found(text); got != want {
			t.Errorf("%q finds %q, want %q", text, got, want)
		}
	}
}

func TestFindingsAreFoundByTheirHistory(t *testing.T) {
	r := tuitest.Eight()
	for text, want := range map[string]string{
		"story:overdue":             "orders",
		"story:over,hot":            "orders search",
		"story:no-history":          "rules-eu-west-1 rules-eu-west-2",
		"-story:no -story:standing": "orders search cart notifications",
		"age:>90d":                  "orders notifications",
		"age:<1w":                   "cart",
		"age:>=120":                 "orders notifications",
		"age:<2y age:>1m":           "orders search",
		"risk:>0.5":                 "shipping orders",
		"risk:<=0.05":               "notifications",
	} {
		m := query.Compile(query.Parse(text), query.Scope{Ref: 7})
		var out []string
		for i := range r.Findings {
			if m.Match(&r.Findings[i], "") {
				out = append(out, r.Findings[i].Drift.Resource.Name)
			}
		}
		if got := strings.Join(out, " "); got != want {
			t.Errorf("%q finds %q, want %q", text, got, want)
		}
	}
}

func TestMistakesAreToldWithTheNearestField(t *testing.T) {
	for text, want := range map[string]string{
		"verdit:must":  `no field "verdit", did you mean "verdict"?`,
		"pth:x":        `no field "pth", did you mean "path"?`,
		"rlue:x":       `no field "rlue", did you mean "rule"?`,
		"verdict:high": "verdict:high is none of must, should, acceptable",
		"ratio:big":    "ratio:big is not a number with < or > before it",
		"risk:high":    "risk:high is not a number with < or > before it",
		"age:>old":     "age:>old is not a span such as >90d, <2w, >6m or >1y",
		"age:><3d":     "age:><3d is not a span such as >90d, <2w, >6m or >1y",
		"story:late":   "story:late is none of overdue, hot-fix, left-behind, on-its-way, never-the-same, settled, standing, no-history",
	} {
		q := query.Parse(text)
		if len(q.Problems) != 1 || q.Problems[0] != want {
			t.Errorf("%q: %q, want %q", text, q.Problems, want)
		}
	}
}

func TestCompletionGoesOnWhereOneStopped(t *testing.T) {
	values := func(string) []string { return []string{"payments", "platform team"} }
	for text, want := range map[string]string{
		"ver":                 "verdict:",
		"orders verdict:sh":   "orders verdict:should",
		"-kind:le":            "-kind:leaked",
		"owner:pay":           "owner:payments",
		"owner:team":          `owner:"platform team"`,
		"verdict:must,should": "",
	} {
		got := ""
		if c := query.Complete(text, values, 5); len(c) > 0 {
			got = c[0].Text
		}
		if got != want {
			t.Errorf("%q completes to %q, want %q", text, got, want)
		}
	}
}

func TestNarrowingIsNeverClaimedWhereItDoesNotHold(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     bool
	}{
		{"im", "image", true},
		{"image", "im", false},
		{"-im", "-image", false},
		{"a", "a b", true},
		{"kind:le", "kind:leaked", false},
		{"verdict:must", "verdict:must orders", true},
		{"verdict:must", "verdict:must,should", false},
		{"~im", "~ima", true},
		{"a b", "a", false},
	} {
		if got := query.Parse(c.to).Narrows(query.Parse(c.from)); got != c.want && got {
			t.Errorf("%q narrows %q: got %v", c.to, c.from, got)
		}
	}
}

func FuzzQuery(f *testing.F) {
	for _, s := range []string{`verdict:must "a b`, "-", "!~", "path:**.*?**", ":", "owner:,,", "~", `""`} {
		f.Add(s)
	}
	r := tuitest.Shop()
	f.Fuzz(func(_ *testing.T, s string) {
		if len(s) > 60 {
			return
		}
		m := query.Compile(query.Parse(s), query.Scope{Envs: tuitest.Envs(), Ref: 2})
		for i := range r.Findings {
			m.Match(&r.Findings[i], "")
		}
		query.Complete(s, nil, 5)
	})
}

func TestAnUnknownFieldIsAWordAndSaysSo(t *testing.T) {
	for text, want := range map[string]string{
		"foo:bar":        `foo is no field: looking for "foo:bar" as a word`,
		"http://x":       `http is no field: looking for "http://x" as a word`,
		`"foo:bar"`:      "",
		"verdict:must":   "",
		"nginx":          "",
		"10.0.0.1:8080":  "",
		"-env:prod path": "",
	} {
		q := query.Parse(text)
		if got := strings.Join(q.Notes, "; "); got != want || len(q.Problems) > 0 {
			t.Errorf("%s: %q, %v, want %q", text, got, q.Problems, want)
		}
	}
}
