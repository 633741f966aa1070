// Package collectortest is the conformance suite for every collector: it stops when its context is done, keeps what it has read, reports what it
// could not read, hides secrets, and yields the same bytes for the same input. It is for tests only.
package collectortest

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/snapshot"
)

// Subject is a collector under test. Each config is the body of a collect block; "" skips the tests that need it.
type Subject struct {
	Type    collectors.Type
	Files   map[string]string // files in the folder that the configs are relative to
	Config  string            // a valid source
	Secrets []string          // planted in Config's source: none may be in the output, plain or in base64
	Getenv  func(string) string

	Missing   string // names a source that does not exist
	Denied    string // a source without the right to read it
	Empty     string // a source without content
	Truncated string // a source that is cut off in the middle
	Hang      string // a source that never answers
	Setup     func(t *testing.T, dir string)
}

// Run runs the whole suite on the subject.
func Run(t *testing.T, s Subject) {
	t.Helper()
	dir := t.TempDir()
	for name, content := range s.Files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if s.Setup != nil {
		s.Setup(t, dir)
	}
	t.Run("an unknown attribute is a diagnostic that names it", func(t *testing.T) { unknownAttribute(t, s) })
	t.Run("a good source is complete, sorted and well-formed", func(t *testing.T) { good(t, s, dir) })
	t.Run("the same input gives the same bytes", func(t *testing.T) { sameBytes(t, s, dir) })
	t.Run("secrets stay hidden", func(t *testing.T) { secretsHidden(t, s, dir) })
	t.Run("it stops when cancelled", func(t *testing.T) { cancelled(t, s, dir) })
	bad := func(name, config string) {
		if config == "" {
			return
		}
		t.Run(name, func(t *testing.T) {
			r := collect(t.Context(), t, s, dir, config, 0)
			if r.Outcome.Status == snapshot.Complete || r.Outcome.Error == "" {
				t.Errorf("outcome %+v: want partial or failed, with a sentence", r.Outcome)
			}
		})
	}
	bad("what is missing is said", s.Missing)
	bad("what may not be read is said", s.Denied)
	bad("what is truncated is said", s.Truncated)
	if s.Empty != "" {
		t.Run("an empty source yields nothing and does not panic", func(t *testing.T) {
			if r := collect(t.Context(), t, s, dir, s.Empty, 0); len(r.Resources) > 1 || strings.Contains(r.Outcome.Error, "panicked") {
				t.Errorf("%d resources, outcome %+v", len(r.Resources), r.Outcome)
			}
		})
	}
	if s.Hang != "" {
		t.Run("a source that hangs ends with the timeout", func(t *testing.T) {
			r := collect(t.Context(), t, s, dir, s.Hang, 50*time.Millisecond)
			if r.Outcome.Status == snapshot.Complete || r.Outcome.Error == "" {
				t.Errorf("outcome %+v", r.Outcome)
			}
		})
	}
}

// Make makes a collector from the text of a block's body.
func Make(t testing.TB, typ collectors.Type, config string) (collectors.Collector, hcl.Diagnostics) {
	t.Helper()
	file, diags := hclsyntax.ParseConfig([]byte(config), "envparity.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	ectx := &hcl.EvalContext{Variables: map[string]cty.Value{
		"env": cty.ObjectVal(map[string]cty.Value{"name": cty.StringVal("prod"), "vars": cty.EmptyObjectVal}),
	}}
	return typ.Make(file.Body, ectx)
}

// Collect runs one collector over dir, as the runner does.
func Collect(ctx context.Context, t testing.TB, typ collectors.Type, dir, config string) collectors.Result {
	t.Helper()
	return collect(ctx, t, Subject{Type: typ}, dir, config, 0)
}

// Check checks one source, as the runner does, and returns a line for each check: "failed rights: what was seen -> what to do".
func Check(t testing.TB, typ collectors.Type, dir, config string, env map[string]string) string {
	t.Helper()
	c, diags := Make(t, typ, config)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	checked := collectors.CheckAll(t.Context(), []collectors.Job{{Collector: c, Name: typ.Name, Environment: "prod"}},
		collectors.Options{Dir: dir, Sealer: snapshot.NewSealer([]byte("collectortest")), Getenv: func(name string) string { return env[name] }})
	var b strings.Builder
	for _, c := range checked[0].Checks {
		fmt.Fprintf(&b, "%s %s: %s", c.Status, c.Name, c.Seen)
		if c.Fix != "" {
			b.WriteString(" -> " + c.Fix)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Says fails the test unless every pattern matches a line of Check's result, and no other line has the status failed.
func Says(t testing.TB, checks string, patterns ...string) {
	t.Helper()
	left := strings.Split(strings.TrimSpace(checks), "\n")
	for _, p := range patterns {
		re := regexp.MustCompile(p)
		i := slices.IndexFunc(left, re.MatchString)
		if i < 0 {
			t.Errorf("no line matches %q:\n%s", p, checks)
			continue
		}
		left = slices.Delete(left, i, i+1)
	}
	for _, line := range left {
		if !strings.HasPrefix(line, "ok ") {
			t.Errorf("not expected: %s", line)
		}
	}
}

func collect(ctx context.Context, t testing.TB, s Subject, dir, config string, timeout time.Duration) collectors.Result {
	t.Helper()
	c, diags := Make(t, s.Type, config)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	getenv := s.Getenv
	if getenv == nil {
		getenv = func(string) string { return "" }
	}
	return collectors.Run(ctx, []collectors.Job{{Collector: c, Name: s.Type.Name, Environment: "prod", Timeout: timeout}},
		collectors.Options{Dir: dir, Sealer: snapshot.NewSealer([]byte("collectortest")), Getenv: getenv})[0]
}

func unknownAttribute(t *testing.T, s Subject) {
	_, diags := Make(t, s.Type, s.Config+"\nno_such_attribute = 1\n")
	if !diags.HasErrors() || !strings.Contains(diags.Error(), "no_such_attribute") {
		t.Errorf("diagnostics: %v", diags)
	}
}

func good(t *testing.T, s Subject, dir string) {
	r := collect(t.Context(), t, s, dir, s.Config, 0)
	if r.Outcome.Status != snapshot.Complete || len(r.Resources) == 0 {
		t.Fatalf("%d resources, outcome %+v", len(r.Resources), r.Outcome)
	}
	for i := range r.Resources {
		WellFormed(t, &r.Resources[i])
	}
}

// WellFormed checks the invariants of every resource.
func WellFormed(t testing.TB, r *snapshot.Resource) {
	t.Helper()
	if r.Kind == "" || r.Name == "" || r.Pillar == "" || r.Collector == "" {
		t.Errorf("resource without kind, name, pillar or collector: %+v", *r)
	}
	if r.Source == (snapshot.Source{}) {
		t.Errorf("%s %s has no source", r.Kind, r.Name)
	}
	if filepath.IsAbs(r.Source.File) {
		t.Errorf("%s %s: source %q is not relative", r.Kind, r.Name, r.Source.File)
	}
	if r.Tree().Kind != snapshot.Map {
		t.Errorf("%s %s: the root is no map", r.Kind, r.Name)
	}
	var walk func(n *snapshot.Node)
	walk = func(n *snapshot.Node) {
		for i := range n.Children {
			c := &n.Children[i]
			switch {
			case n.Kind == snapshot.Map && i > 0 && n.Children[i-1].Key >= c.Key:
				t.Errorf("%s %s: keys %q and %q are out of order", r.Kind, r.Name, n.Children[i-1].Key, c.Key)
			case n.Kind == snapshot.List && c.Key != "":
				t.Errorf("%s %s: a list element has key %q", r.Kind, r.Name, c.Key)
			case c.Kind == snapshot.Absent:
				t.Errorf("%s %s: %q is absent inside a snapshot", r.Kind, r.Name, c.Key)
			case int(c.File) > len(r.Files):
				t.Errorf("%s %s: %q is of file %d of %d", r.Kind, r.Name, c.Key, c.File, len(r.Files))
			}
			walk(c)
		}
		if n.Scalar() && len(n.Children) > 0 {
			t.Errorf("%s %s: scalar %q has children", r.Kind, r.Name, n.Key)
		}
	}
	walk(r.Tree())
}

// Bytes returns a result as JSON, without its duration.
func Bytes(t testing.TB, r collectors.Result) string {
	t.Helper()
	r.Outcome.Took = 0
	b, err := json.Marshal(struct {
		R []snapshot.Resource
		O snapshot.Outcome
	}{r.Resources, r.Outcome})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func sameBytes(t *testing.T, s Subject, dir string) {
	first := Bytes(t, collect(t.Context(), t, s, dir, s.Config, 0))
	for range 3 {
		if again := Bytes(t, collect(t.Context(), t, s, dir, s.Config, 0)); again != first {
			t.Fatalf("two runs differ:\n%s\n%s", first, again)
		}
	}
}

func secretsHidden(t *testing.T, s Subject, dir string) {
	for _, config := range []string{s.Config, s.Truncated, s.Denied} {
		if config == "" {
			continue
		}
		NoSecrets(t, Bytes(t, collect(t.Context(), t, s, dir, config, 0)), s.Secrets)
	}
}

// NoSecrets fails when text holds one of the secrets, plain, in base64 or as JSON writes it.
func NoSecrets(t testing.TB, text string, secrets []string) {
	t.Helper()
	for _, secret := range secrets {
		quoted, _ := json.Marshal(secret)
		for _, form := range []string{secret, string(quoted[1 : len(quoted)-1]), base64.StdEncoding.EncodeToString([]byte(secret)), base64.RawURLEncoding.EncodeToString([]byte(secret))} {
			if at := strings.Index(text, form); at >= 0 {
				t.Errorf("secret %q came out: …%s…", secret, text[max(0, at-60):min(len(text), at+len(form)+20)])
				break
			}
		}
	}
}

func cancelled(t *testing.T, s Subject, dir string) {
	c, diags := Make(t, s.Type, s.Config)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	in := collectors.Input{
		Environment: "prod", Dir: dir, Sealer: snapshot.NewSealer([]byte("collectortest")),
		Progress: func(int, int, string) {}, Getenv: func(string) string { return "" },
	}
	if s.Getenv != nil {
		in.Getenv = s.Getenv
	}
	done := make(chan snapshot.Outcome, 1)
	go func() {
		_, o := c.Collect(ctx, in)
		done <- o
	}()
	select {
	case o := <-done:
		if o.Status == snapshot.Complete || o.Error == "" {
			t.Errorf("a cancelled collection says %+v", o)
		}
	case <-time.After(10 * time.Second):
		t.Error("it does not stop when cancelled")
	}
}
