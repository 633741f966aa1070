package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/rules"
)

// The parser is that of Prometheus itself. Its client library and node exporter use it, too.
func TestPrometheusReadsItsFormat(t *testing.T) {
	for name, r := range map[string]*audit.Result{"one of everything": sample(), "hostile": hostile(), "many places": many(100), "journeys": travelled(t, "a\"b\\c\nd", 4)} {
		p := expfmt.NewTextParser(model.UTF8Validation)
		got, err := p.TextToMetricFamilies(bytes.NewReader(write(t, Format{"prometheus", "", Prometheus}, r, Options{})))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		findings := 0.0
		for _, m := range got["envparity_findings"].GetMetric() {
			findings += m.GetGauge().GetValue()
		}
		if int(findings) != len(r.Findings) || len(got["envparity_check_exit_code"].GetMetric()) != 1 {
			t.Errorf("%s: %v findings of %d", name, findings, len(r.Findings))
		}
		for family, f := range got {
			seen := map[string]bool{}
			for _, m := range f.GetMetric() {
				key := fmt.Sprint(m.GetLabel())
				if seen[key] {
					t.Errorf("%s: %s has one set of labels twice: %s", name, family, key)
				}
				seen[key] = true
			}
			if f.GetHelp() == "" {
				t.Errorf("%s: %s has no help", name, family)
			}
		}
	}
}

// CI servers read the numbers of a suite. They must agree with its cases.
func TestTheNumbersOfAJUnitSuiteAgreeWithItsCases(t *testing.T) {
	for name, r := range map[string]*audit.Result{"one of everything": sample(), "hostile": hostile(), "journeys": travelled(t, "search", 4), "journeys alike": travelled(t, "search", 1)} {
		var all struct {
			Tests    int `xml:"tests,attr"`
			Failures int `xml:"failures,attr"`
			Errors   int `xml:"errors,attr"`
			Skipped  int `xml:"skipped,attr"`
			Suites   []struct {
				Name  string `xml:"name,attr"`
				Tests int    `xml:"tests,attr"`
				Cases []struct {
					Name    string    `xml:"name,attr"`
					Class   string    `xml:"classname,attr"`
					Failure *struct{} `xml:"failure"`
					Error   *struct{} `xml:"error"`
					Skipped *struct{} `xml:"skipped"`
				} `xml:"testcase"`
			} `xml:"testsuite"`
		}
		o := Options{FailOn: audit.FailOnMustFix}
		if err := xml.Unmarshal(write(t, Format{"junit", "", JUnit}, r, o), &all); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		tests, failures, errs, skipped := 0, 0, 0, 0
		for _, s := range all.Suites {
			if s.Tests != len(s.Cases) || s.Tests == 0 {
				t.Errorf("%s: suite %s counts %d and has %d", name, s.Name, s.Tests, len(s.Cases))
			}
			names := map[string]bool{}
			for _, c := range s.Cases {
				tests++
				switch {
				case c.Failure != nil:
					failures++
				case c.Error != nil:
					errs++
				case c.Skipped != nil:
					skipped++
				}
				if full := c.Class + ": " + c.Name; names[full] && name != "hostile" {
					t.Errorf("%s: two cases are called %q", name, full)
				}
				names[c.Class+": "+c.Name] = true
			}
		}
		if tests != all.Tests || failures != all.Failures || errs != all.Errors || skipped != all.Skipped {
			t.Errorf("%s: the head says %d %d %d %d, the cases are %d %d %d %d", name, all.Tests, all.Failures, all.Errors, all.Skipped, tests, failures, errs, skipped)
		}
		if want := r.Failures(audit.FailOnMustFix); failures != want {
			t.Errorf("%s: %d failures, the check has %d", name, failures, want)
		}
	}
}

func TestASpreadsheetHasARowOfOneLengthForEveryPlace(t *testing.T) {
	for name, r := range map[string]*audit.Result{"one of everything": sample(), "hostile": hostile(), "many places": many(100)} {
		rows, err := csv.NewReader(bytes.NewReader(write(t, Format{"csv", "", CSV}, r, Options{}))).ReadAll() // refuses rows of other lengths
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := 1
		for i := range r.Findings {
			want += 1 + len(r.Findings[i].Drift.Places)
		}
		if len(rows) != want {
			t.Errorf("%s: %d rows, want %d", name, len(rows), want)
		}
	}
}

func TestSARIFSaysHowAFindingStandsToTheBaseline(t *testing.T) {
	r := sample()
	for i := range r.Findings {
		r.Findings[i].State, r.Findings[i].BaselineState = rules.New, ""
	}
	r.Findings[1].State, r.Findings[1].BaselineState = rules.Known, rules.Unchanged
	r.Findings[2].BaselineState = rules.Updated
	r.Gone = []rules.BaselineEntry{{Fingerprint: "00aa00aa00aa00aa", Verdict: rules.MustFix, Kind: "missing", Resource: "Deployment old", Path: "spec"}}
	var doc struct {
		Runs []struct {
			Results []struct {
				RuleIndex     int
				Level         string
				BaselineState string
				Suppressions  []any
			}
			Tool struct {
				Driver struct{ Rules []struct{ ID string } }
			}
		}
	}
	out := write(t, Format{"sarif", "", SARIF}, r, Options{})
	if err := json.Unmarshal(out, &doc); err != nil {
		t.Fatal(err)
	}
	var got []string
	rs := doc.Runs[0].Results
	for _, x := range rs {
		got = append(got, x.BaselineState)
	}
	if want := "new unchanged updated new new absent"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
	last := rs[len(rs)-1]
	if last.Level != "none" || doc.Runs[0].Tool.Driver.Rules[last.RuleIndex].ID != goneRule || len(rs[1].Suppressions) != 1 || len(rs[2].Suppressions) != 0 {
		t.Errorf("%+v", rs)
	}
}

// The test writes every format twice, with one processor and with two.
func TestTheSameResultIsTheSameBytes(t *testing.T) {
	results := map[string]func() *audit.Result{
		"one of everything": sample, "hostile": hostile, "many": func() *audit.Result { return many(300) },
		"journeys": func() *audit.Result { return travelled(t, "search", 4) },
	}
	for name, result := range results {
		for _, f := range Formats() {
			var first []byte
			for _, procs := range []int{1, 2, 2} {
				before := runtime.GOMAXPROCS(procs)
				got := write(t, f, result(), Options{FailOn: audit.FailOnMustFix, All: true, Prefix: "ops", Version: "1"})
				runtime.GOMAXPROCS(before)
				if first == nil {
					first = got
				}
				if !bytes.Equal(first, got) {
					t.Errorf("%s of %s differs from one time to the next", f.Name, name)
				}
			}
		}
	}
}
