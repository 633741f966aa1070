package report

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"go.yaml.in/yaml/v3"
)

var (
	ruleMetric = regexp.MustCompile(`envparity_\w+`)
	ruleLabel  = regexp.MustCompile(`\{(\w+)="|\$labels\.(\w+)`)
)

// An alert of docs/recipes/prometheus.md on a metric or a label that no report has would never fire.
func TestTheAlertRulesOfTheRecipeNameWhatTheReportHas(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "docs", "recipes", "prometheus.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```yaml\n")
	text, _, _ := strings.Cut(rest, "```")
	var doc struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert, Expr, For    string
				Labels, Annotations map[string]string
			}
		}
	}
	d := yaml.NewDecoder(strings.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(&doc); err != nil || len(doc.Groups) != 1 || len(doc.Groups[0].Rules) < 5 {
		t.Fatalf("%v, %+v", err, doc)
	}
	p := expfmt.NewTextParser(model.UTF8Validation)
	have, err := p.TextToMetricFamilies(bytes.NewReader(write(t, Format{"prometheus", "", Prometheus}, sample(), Options{})))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range doc.Groups[0].Rules {
		metrics := ruleMetric.FindAllString(r.Expr, -1)
		if len(metrics) == 0 || r.Labels["severity"] == "" || r.Annotations["summary"] == "" {
			t.Errorf("%s is incomplete: %+v", r.Alert, r)
		}
		if r.For != "" {
			if _, err := model.ParseDuration(r.For); err != nil {
				t.Errorf("%s: %v", r.Alert, err)
			}
		}
		for _, name := range metrics {
			family := have[name]
			if family == nil {
				t.Errorf("%s asks for %s, which the report has not", r.Alert, name)
				continue
			}
			labels := map[string]bool{}
			for _, l := range family.GetMetric()[0].GetLabel() {
				labels[l.GetName()] = true
			}
			for _, m := range ruleLabel.FindAllStringSubmatch(r.Expr+r.Annotations["summary"], -1) {
				if name2 := m[1] + m[2]; !labels[name2] {
					t.Errorf("%s asks for the label %s, which %s has not", r.Alert, name2, name)
				}
			}
		}
	}
}
