// Package travel audits repositories as they stood at earlier dates, and looks at what became of every difference in the 180 days
// after: whether one environment took the value of the other. It is how verdicts and risks are measured without anybody's labels.
package travel

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/envparity/envparity/history"
	"github.com/envparity/envparity/history/gitlog"
	"github.com/envparity/envparity/report"
)

// Ahead is how far each audit looks ahead, and Dates at how many dates each repository is audited.
const (
	Ahead = 180 * 24 * time.Hour
	Dates = 6
)

// Row is one difference at one date, with what became of it.
type Row struct {
	Repository string
	Date       time.Time
	Finding    string
	Verdict    string
	Kind       string
	Story      string
	Rule       string
	Risk       float64
	Signs      []string
	Late       float64 // days that nine tenths of the pair's promotions take; 0 without history
	Age        float64 // days, at the date; -1 without history
	Aligned    bool
	After      float64 // days from the date to the alignment
	Promotion  bool    // the alignment came as promotions come: of what was on its way, no later than they usually take
}

// Repair reports whether the difference was aligned, and not by a promotion that was under way.
func (r *Row) Repair() bool { return r.Aligned && !r.Promotion }

// Options say where things are.
type Options struct {
	Program string // envparity
	Clones  string // folder with a clone of each repository: OWNER/NAME, OWNER+NAME, or a bare one in OWNER+NAME/repo
	Work    string // folder for work trees; emptied
	Plain   bool   // without history
	Log     io.Writer
}

// Read reads a list of repositories: a CSV with the column "repository".
func Read(r io.Reader) ([]string, error) {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, err
	}
	var out []string
	for i, row := range rows {
		if i > 0 && len(row) > 0 && row[0] != "" {
			out = append(out, row[0])
		}
	}
	return out, nil
}

func clone(clones, repository string) (string, error) {
	flat := strings.ReplaceAll(repository, "/", "+")
	for _, at := range []string{filepath.Join(flat, "repo"), flat, repository} {
		dir := filepath.Join(clones, at)
		for _, has := range []string{".git", "HEAD"} {
			if _, err := os.Stat(filepath.Join(dir, has)); err == nil {
				return dir, nil
			}
		}
	}
	return "", fmt.Errorf("no clone of %s in %s", repository, clones)
}

// Repository audits one repository at its dates.
func Repository(ctx context.Context, repository string, o Options) ([]Row, error) {
	from, err := clone(o.Clones, repository)
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(o.Work, strings.ReplaceAll(repository, "/", "+"))
	if err := os.RemoveAll(dir); err != nil {
		return nil, err
	}
	if _, err := git(ctx, "", "clone", "-q", "--shared", "--no-checkout", from, dir); err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	last, err := stamp(ctx, dir, "-1", "HEAD")
	if err != nil {
		return nil, err
	}
	first, err := stamp(ctx, dir, "--max-parents=0", "HEAD")
	if err != nil {
		return nil, err
	}
	var rows []Row
	step := min(Ahead, (last.Sub(first)-Ahead-90*24*time.Hour)/Dates)
	if step < 14*24*time.Hour {
		return nil, fmt.Errorf("%s is too young: from %s to %s", repository, first.Format(time.DateOnly), last.Format(time.DateOnly))
	}
	for k := range Dates {
		date := last.Add(-Ahead - time.Duration(k)*step)
		got, err := at(ctx, repository, dir, date, o)
		if err != nil {
			fmt.Fprintf(o.Log, "%s at %s: %v\n", repository, date.Format(time.DateOnly), err)
			continue
		}
		rows = append(rows, got...)
	}
	return rows, nil
}

// stamp is the time of the last commit that git rev-list lists.
func stamp(ctx context.Context, dir string, args ...string) (time.Time, error) {
	out, err := git(ctx, dir, append([]string{"log", "--first-parent", "--format=%ct"}, args...)...)
	if err != nil {
		return time.Time{}, err
	}
	lines := strings.Fields(out)
	if len(lines) == 0 {
		return time.Time{}, fmt.Errorf("no commit in %s", dir)
	}
	n, err := strconv.ParseInt(lines[len(lines)-1], 10, 64)
	return time.Unix(n, 0).UTC(), err
}

// at audits the tree of one date.
func at(ctx context.Context, repository, dir string, date time.Time, o Options) ([]Row, error) {
	tips, err := git(ctx, dir, "rev-parse", "refs/remotes/origin/HEAD")
	if err != nil {
		return nil, err
	}
	tip := strings.TrimSpace(tips)
	find := func(d time.Time) (string, time.Time, error) {
		out, err := git(ctx, dir, "log", "--first-parent", "-1", "--format=%H %ct", "--before="+d.Format(time.RFC3339), tip)
		if err != nil || out == "" {
			return "", time.Time{}, fmt.Errorf("no commit before %s", d.Format(time.DateOnly))
		}
		id, seconds, _ := strings.Cut(strings.TrimSpace(out), " ")
		n, err := strconv.ParseInt(seconds, 10, 64)
		return id, time.Unix(n, 0).UTC(), err
	}
	then, when, err := find(date)
	if err != nil {
		return nil, err
	}
	later, _, err := find(date.Add(Ahead))
	if err != nil {
		return nil, err
	}
	if _, err := git(ctx, dir, "-c", "core.hooksPath=/dev/null", "checkout", "-q", "-f", "--detach", then); err != nil {
		return nil, err
	}
	if _, err := git(ctx, dir, "clean", "-fdxq"); err != nil {
		return nil, err
	}
	doc, err := audit(ctx, dir, date, o)
	if err != nil {
		return nil, err
	}
	rows, err := outcomes(ctx, dir, later, when, date, doc)
	for i := range rows {
		rows[i].Repository, rows[i].Date = repository, date
	}
	fmt.Fprintf(o.Log, "%s at %s: %d findings, %d whose files could be followed\n", repository, date.Format(time.DateOnly), len(doc.Findings), len(rows))
	return rows, err
}

// audit runs the program as a newcomer would: init, then check.
func audit(ctx context.Context, dir string, date time.Time, o Options) (*report.Document, error) {
	ctx, stop := context.WithTimeout(ctx, 10*time.Minute)
	defer stop()
	run := func(args ...string) error {
		cmd := exec.CommandContext(ctx, o.Program, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "ENVPARITY_KEY=0000000000000000000000000000000000000000000000000000000000000000", "NO_COLOR=1")
		out, err := cmd.CombinedOutput()
		if err != nil && cmd.ProcessState.ExitCode() != 3 && cmd.ProcessState.ExitCode() != 1 {
			return fmt.Errorf("envparity %s: %w: %.300s", args[0], err, out)
		}
		return nil
	}
	config := filepath.Join(dir, "envparity.hcl")
	if err := run("init"); err != nil {
		return nil, err
	}
	if o.Plain {
		text, err := os.ReadFile(config)
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(config, append([]byte("history = false\n"), text...), 0o600); err != nil {
			return nil, err
		}
	}
	name := filepath.Join(dir, ".git", "report.json")
	if err := run("check", "--format", "json", "--fail-on", "never", "--now", date.Format(time.RFC3339), "-o", name); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var doc report.Document
	return &doc, json.Unmarshal(text, &doc)
}

// outcomes looks at what became of every finding by the commit later.
func outcomes(ctx context.Context, dir, later string, when, date time.Time, doc *report.Document) ([]Row, error) {
	repo, err := gitlog.Open(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer repo.Close()
	in := history.Input{Dir: repo.Root(), Now: date, At: when, Tip: later}
	for _, e := range doc.Environments {
		env := history.Environment{Name: e.Name, Reference: e.Reference}
		for _, w := range doc.Vocabulary {
			if w.Environment == e.Name && w.Word != e.Name {
				env.Words = append(env.Words, w.Word)
			}
		}
		in.Environments = append(in.Environments, env)
	}
	for i := range doc.Findings {
		f := &doc.Findings[i]
		in.Questions = append(in.Questions, question(f.Kind, f.Path, f.Resource.Name, f.Values, doc))
	}
	res, err := history.Trace(ctx, repo, in)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for i := range doc.Findings {
		f, a := &doc.Findings[i], &res.Answers[i]
		if !a.Known {
			continue
		}
		r := Row{Finding: f.Fingerprint, Verdict: f.Verdict, Kind: f.Kind, Rule: f.Rule, Risk: f.Risk, Age: -1, Story: "no-history"}
		for _, s := range f.Evidence {
			r.Signs = append(r.Signs, s.Sign)
		}
		if s := f.Story; s != nil {
			r.Story, r.Age = s.Kind, s.AgeDays
			if s.Lag != nil {
				r.Late = s.Lag.LateDays
			}
		}
		if a.Aligned != nil {
			r.Aligned, r.After = true, a.Aligned.Time.Sub(date).Hours()/24
			r.Promotion = r.Story == "on-its-way" && r.Age+r.After <= r.Late
		}
		rows = append(rows, r)
	}
	return rows, nil
}

func question(kind, path, resource string, values map[string]report.Value, doc *report.Document) history.Question {
	q := history.Question{Whole: path == "", Same: kind == "leaked" || kind == "shared"}
	key, inside := history.LastKey(path)
	if path == "" {
		key = resource
	}
	for _, e := range doc.Environments {
		v := values[e.Name]
		p := history.Place{Key: key, Inside: inside, Present: v.State == "present", Unknown: v.State == "unknown" || v.State == ""}
		if v.Source != nil {
			p.File, p.Line, p.Ref = v.Source.File, v.Source.Line, v.Source.Ref
		}
		var text string
		if json.Unmarshal(v.Value, &text) == nil {
			p.Text = text
		} else {
			p.Text = string(v.Value)
		}
		q.Places = append(q.Places, p)
	}
	return q
}

func git(ctx context.Context, dir string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_TERMINAL_PROMPT=0", "GIT_LFS_SKIP_SMUDGE=1", "LC_ALL=C")
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("git %s: %w", strings.Join(args, " "), err)
	}
	return string(out), nil
}
