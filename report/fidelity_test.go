package report

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/audit"
)

func TestReportsSayHowFarDataIsFromTheReferences(t *testing.T) {
	r := sample()
	r.Fidelity = []audit.Fidelity{{Environment: "staging", Tables: 40, Empty: 3, Few: 5, Share: 0.031, DaysBehind: 39}}
	for _, f := range Formats() {
		want := map[string]string{
			"text":     "data beside prod\n  staging: 3 of 40 tables empty, 5 of 40 tables at 1% of the rows or less, about 3% of the rows in all, newest data 39\n  days older\n",
			"markdown": "Data of staging beside prod: 3 of 40 tables empty,",
			"html":     "<h4>Data beside prod</h4>\n<ul class=\"small\"><li>staging: 3 of 40 tables empty,",
			"json":     `"days_behind": 39,`,
		}[f.Name]
		if want == "" {
			continue
		}
		got := write(t, f, r, Options{Unicode: true, Width: 120, FailOn: audit.FailOnMustFix})
		if !strings.Contains(string(got), want) {
			t.Errorf("%s lacks %q:\n%s", f.Name, want, got)
		}
		if f.Name == "json" {
			if err := validate(t, got); err != nil {
				t.Error(err)
			}
		}
	}
}
