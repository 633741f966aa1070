package groundtruth

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// Verdict is what became of a case.
type Verdict struct {
	Case
	Shown   string // the weightiest verdict of a finding at the repaired place; "" where none is there
	Finding string // which finding
	Skip    string // why the files hold no evidence
}

// Found reports whether the repair is among what must or should be fixed.
func (v *Verdict) Found() bool { return v.Shown == "must-fix" || v.Shown == "should-fix" }

// Judge audits the parent of a case with the program at binary, in the clone at repo, with dir to work in.
func Judge(c Case, repo, binary, dir string) (Verdict, error) {
	v := Verdict{Case: c}
	l, err := find(c, lister(repo, c.Parent))
	if err != nil {
		v.Skip = err.Error()
		return v, nil //nolint:nilerr // said in the verdict
	}
	if strings.Contains(c.Kind, "leak") && !l.has(role(c.Other)) {
		v.Skip = fmt.Sprintf("the system has no environment %q, whose name it was", c.Other)
		return v, nil
	}
	if err := lay(repo, c.Parent, dir, l); err != nil {
		return v, err
	}
	fix, err := changed(repo, c)
	if err != nil {
		return v, err
	}
	report, err := audit(binary, dir)
	if err != nil {
		return v, err
	}
	for i := range report.Findings {
		f := &report.Findings[i]
		for _, p := range append([]place{{f.Resource, f.Path, f.Values}}, f.Places...) {
			if rank(f.Verdict) > rank(v.Shown) && fix.touches(&p, l, dir) {
				v.Shown, v.Finding = f.Verdict, fmt.Sprintf("%s %s/%s %s (%s)", f.Kind, p.Resource.Kind, p.Resource.Name, p.Path, f.Rule)
			}
		}
	}
	return v, nil
}

func rank(verdict string) int {
	return map[string]int{"acceptable": 1, "should-fix": 2, "must-fix": 3}[verdict]
}

type report struct {
	raw     []byte
	Summary struct {
		Compared, Identical, Equivalent, Unknown int
		MustFix                                  int `json:"must_fix"`
		ShouldFix                                int `json:"should_fix"`
		Acceptable                               int
	}
	Findings []struct {
		place
		Verdict, Kind, Rule string
		Places              []place
	}
}

type place struct {
	Resource struct{ Kind, Name string }
	Path     string
	Values   map[string]struct {
		State  string
		Value  any
		Source struct {
			File string
			Line int
		}
	}
}

func audit(binary, dir string) (*report, error) {
	cmd := exec.Command(binary, "check", "--quiet", "--format", "json", "--config", filepath.Join(dir, "envparity.hcl"))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	r := &report{raw: out}
	if json.Unmarshal(out, r) != nil {
		return nil, fmt.Errorf("%s check: %w: %s", binary, err, strings.TrimSpace(stderr.String()))
	}
	return r, nil
}

// repair is what a commit changed in the file: lines it took out of the parent, and lines it gave.
type repair struct {
	out   map[int]string
	given []string
}

var hunk = regexp.MustCompile(`^@@ -(\d+)`)

func changed(repo string, c Case) (repair, error) {
	r := repair{out: map[int]string{}}
	text, err := git(repo, "diff", "-U0", "--no-renames", c.Parent, c.Commit, "--", c.File)
	if err != nil {
		return r, err
	}
	at := 0
	body := false
	for l := range strings.SplitSeq(string(text), "\n") {
		if m := hunk.FindStringSubmatch(l); m != nil {
			at, _ = strconv.Atoi(m[1])
			body = true
			continue
		}
		switch {
		case !body || l == "":
		case l[0] == '-':
			r.out[at] = l[1:]
			at++
		case l[0] == '+':
			r.given = append(r.given, plainLine(l[1:]))
		}
	}
	r.narrow(c.Key)
	return r, nil
}

// narrow keeps, of several lines that were taken out, those that say the key, if any does.
func (r *repair) narrow(key string) {
	key, _, _ = strings.Cut(key, " (+") // and more
	if rest, nested := strings.CutPrefix(key, "."); nested {
		rest, _, _ = strings.Cut(rest, "[=")
		key = rest[strings.LastIndexByte(rest, '.')+1:]
	}
	key = strings.TrimSpace(strings.TrimPrefix(key, "- "))
	if key == "" {
		return
	}
	keep := map[int]string{}
	for line, text := range r.out {
		if strings.Contains(text, key) {
			keep[line] = text
		}
	}
	if len(keep) > 0 {
		r.out = keep
	}
}

// plainLine is a line without environment words and white space, for comparing lines of different environments.
func plainLine(l string) string {
	shape, _, _ := pattern(l)
	return strings.Join(strings.Fields(shape), "")
}

// plainPath is a path without environment words.
func plainPath(p string) string {
	shape, _, _ := pattern(p)
	return shape
}

// touches reports whether a finding's place is one the repair changed: a line it took out, a value that holds it, or, for what was
// only added, the line of another environment's file that says the same.
func (r *repair) touches(p *place, l layout, dir string) bool {
	for env, side := range p.Values {
		if side.State != "present" {
			continue
		}
		rel, inside := strings.CutPrefix(filepath.ToSlash(side.Source.File), env+"/")
		if !inside || rel != l.rel && (env == l.own || plainPath(rel) != plainPath(l.rel)) {
			continue
		}
		if env == l.own {
			if r.out[side.Source.Line] != "" || r.holds(side.Value) {
				return true
			}
			continue
		}
		mine := p.Values[l.own]
		if mine.State == "present" && len(r.out) > 0 {
			continue // the repaired file's own line decides
		}
		if mine.State != "present" && r.gives(side.Value) {
			return true
		}
		if line := lineOf(filepath.Join(dir, env, rel), side.Source.Line); len(line) > 3 {
			for _, g := range r.given {
				if g == line {
					return true
				}
			}
		}
	}
	return false
}

// holds reports whether a value of several lines holds a line that was taken out, or a line that was taken out holds the value, as
// it does inside a document in a string.
func (r *repair) holds(value any) bool {
	text, ok := value.(string)
	if !ok {
		return false
	}
	for _, t := range r.out {
		t = strings.TrimSuffix(strings.TrimSpace(t), "\\") // a folded line
		if len(t) > 8 && strings.Contains(text, t) || len(text) > 8 && word.FindString(text) != text && strings.Contains(t, text) {
			return true
		}
	}
	return false
}

// gives reports whether the lines that were given say the name of an element that another environment has.
func (r *repair) gives(value any) bool {
	element, ok := value.(map[string]any)
	if !ok {
		return false
	}
	name, _ := element["name"].(string)
	for _, g := range r.given {
		if len(name) > 3 && strings.Contains(g, plainLine(name)) {
			return true
		}
	}
	return false
}

func lineOf(file string, n int) string {
	text, err := os.ReadFile(file) //nolint:gosec // the tool's own folder
	if err != nil {
		return ""
	}
	lines := strings.Split(string(text), "\n")
	if n < 1 || n > len(lines) {
		return ""
	}
	return plainLine(lines[n-1])
}
