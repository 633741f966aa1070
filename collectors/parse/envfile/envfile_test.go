package envfile_test

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	composeenv "github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/docker/cli/pkg/kvfile"

	"github.com/envparity/envparity/collectors/parse/envfile"
)

// recorded is what the programs themselves made of many small files: see testdata/record.py. dotenv 17.4.2 and dotenv-expand 12.0.3 on
// Node.js 20.20.2, dotenv 3.2.0 on Ruby 3.1.2, python-dotenv 1.2.2, dash 0.5.12, systemd 252.39.
//
//go:embed testdata/recorded.json
var recorded []byte

type snippet map[envfile.Dialect]json.RawMessage

func snippets(t *testing.T) []snippet {
	t.Helper()
	var out []snippet
	if err := json.Unmarshal(recorded, &out); err != nil || len(out) < 100 {
		t.Fatalf("%d snippets, %v", len(out), err)
	}
	return out
}

func (s snippet) text() (text string) {
	_ = json.Unmarshal(s["text"], &text)
	return text
}

func TestEveryDialectReadsAsItsProgramDoes(t *testing.T) {
	for _, d := range []envfile.Dialect{envfile.Node, envfile.Vite, envfile.Ruby, envfile.Python, envfile.Shell, envfile.Systemd} {
		t.Run(string(d), func(t *testing.T) {
			held := 0
			for _, s := range snippets(t) {
				var want map[string]*string
				if err := json.Unmarshal(s[d], &want); err != nil {
					continue // not recorded
				}
				held++
				same(t, d, s.text(), want)
			}
			if held < 90 {
				t.Errorf("held against %d snippets only", held)
			}
		})
	}
}

// same holds what a dialect makes of text against what its program made of it: nil for a file that it refuses.
func same(t *testing.T, d envfile.Dialect, text string, want map[string]*string) {
	t.Helper()
	f := envfile.Read(d, text)
	if want == nil {
		if len(f.Problems) == 0 {
			t.Errorf("%q is refused by the program, and read as %s", text, show(f))
		}
		return
	}
	got := map[string]envfile.Variable{}
	for _, v := range f.Variables {
		got[v.Name] = v
		if want[v.Name] == nil && v.Unknown == "" && (d != envfile.Systemd || v.Value != "") { // the generator prints no empty ones
			t.Errorf("%q: %s is %q, the program has no such variable", text, v.Name, v.Value)
		}
	}
	for name, value := range want {
		v, ok := got[name]
		switch {
		case value == nil:
		case !ok && d == envfile.Systemd && *value == "":
		case !ok:
			t.Errorf("%q: no %s, the program has %q (%v)", text, name, *value, f.Problems)
		case v.Unknown != "":
			if !strings.ContainsAny(text, "$`") && *value != "" {
				t.Errorf("%q: %s is unknown (%s), the program has %q", text, name, v.Unknown, *value)
			}
		case v.Value != *value:
			t.Errorf("%q: %s is %q, the program has %q", text, name, v.Value, *value)
		}
	}
}

func show(f envfile.File) string {
	var out []string
	for _, v := range f.Variables {
		out = append(out, fmt.Sprintf("%s=%q", v.Name, v.Value))
	}
	return strings.Join(out, " ")
}

func TestDockerAndComposeReadAsTheirLibrariesDo(t *testing.T) {
	for _, s := range snippets(t) {
		text := s.text()
		values, err := composeenv.UnmarshalWithLookup(strings.TrimPrefix(text, "\ufeff"), nil)
		same(t, envfile.Compose, text, pointers(values, err))
		pairs, err := kvfile.ParseFromReader(strings.NewReader(text), nil)
		values = map[string]string{}
		for _, p := range pairs {
			name, value, _ := strings.Cut(p, "=")
			values[name] = value
		}
		same(t, envfile.Docker, strings.TrimPrefix(text, "\ufeff"), pointers(values, err))
	}
}

func pointers(values map[string]string, err error) map[string]*string {
	if err != nil {
		return nil
	}
	out := map[string]*string{}
	for name, value := range values {
		out[name] = &value
	}
	return out
}

func TestAReferenceToTheSurroundingsIsUnknown(t *testing.T) {
	for d, texts := range map[envfile.Dialect][]string{
		envfile.Vite: {"A=$U\n", "A=${U}x\n", "B=$U\nA=$B\n"}, envfile.Ruby: {"A=$U\n", "A=\"${U}x\"\n", "A=$(date)\n"}, envfile.Python: {"A=${U}\n", "A\n"},
		envfile.Shell: {"A=$U\n", "A=\"${U}x\"\n", "A=$(date)\n", "A=`date`\n", "export A\n"}, envfile.Compose: {"A=$U\n", "A=${U}x\n", "A=\"a${U}\"\n"}, envfile.Docker: {"A\n"},
	} {
		for _, text := range texts {
			f := envfile.Read(d, text)
			i := slices.IndexFunc(f.Variables, func(v envfile.Variable) bool { return v.Name == "A" })
			if i < 0 || f.Variables[i].Unknown == "" {
				t.Errorf("%s reads %q as %s", d, text, show(f))
			}
		}
	}
}

func TestVariablesStandOnTheirLine(t *testing.T) {
	const text = "# c\nA=1\n\nB=\"x\ny\"\nexport C=3\nA=2\n"
	for _, d := range envfile.Dialects() {
		lines := map[string]int{}
		for _, v := range envfile.Read(d, text).Variables {
			lines[v.Name] = v.Line
		}
		want := map[string]int{"A": 7, "B": 4, "C": 6}
		if d == envfile.Systemd {
			delete(want, "C")
			delete(lines, "C")
		}
		if d == envfile.Docker { // a value ends with its line there, and export is no word of it
			continue
		}
		if !maps.Equal(lines, want) {
			t.Errorf("%s: %v, want %v", d, lines, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	var all []snippet
	if err := json.Unmarshal(recorded, &all); err != nil {
		f.Fatal(err)
	}
	for i, s := range all {
		f.Add(i, s.text())
	}
	f.Fuzz(func(t *testing.T, n int, text string) {
		d := envfile.Dialects()[((n%8)+8)%8]
		lines := strings.Count(text, "\n") + strings.Count(text, "\r") + 2
		got := envfile.Read(d, text)
		for _, v := range got.Variables {
			if v.Name == "" || v.Line < 0 || v.Line > lines {
				t.Fatalf("%s: %+v of %d lines", d, v, lines)
			}
		}
		if d == envfile.Compose {
			values, err := composeenv.UnmarshalWithLookup(strings.TrimPrefix(text, "\ufeff"), nil)
			if (err != nil) != (len(got.Variables) == 0 && len(got.Problems) > 0) && len(values) > 0 && len(got.Problems) == 0 != (err == nil) {
				t.Fatalf("%v, %+v", err, got)
			}
		}
	})
}
