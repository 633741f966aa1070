package history_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/history"
	"github.com/envparity/envparity/history/gitlog"
)

// repository is a git repository made for a test.
type repository struct {
	t   *testing.T
	dir string
}

func newRepository(t *testing.T) *repository {
	t.Helper()
	r := &repository{t, t.TempDir()}
	r.git("0", "init", "-q", "-b", "main")
	return r
}

func (r *repository) git(date string, args ...string) string {
	r.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = r.dir
	cmd.Env = append(os.Environ(), "GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@shop.example", "GIT_COMMITTER_NAME=Ada", "GIT_COMMITTER_EMAIL=ada@shop.example",
		"GIT_AUTHOR_DATE="+date, "GIT_COMMITTER_DATE="+date, "GIT_CONFIG_GLOBAL=/dev/null")
	out, err := cmd.CombinedOutput()
	if err != nil {
		r.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// write puts files into the work tree; text "" removes one.
func (r *repository) write(files map[string]string) {
	r.t.Helper()
	for name, text := range files {
		at := filepath.Join(r.dir, name)
		if text == "" {
			_ = os.Remove(at)
			continue
		}
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			r.t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o600); err != nil {
			r.t.Fatal(err)
		}
	}
}

var epoch = time.Date(2025, 1, 1, 12, 0, 0, 0, time.UTC)

// commit commits files on a day after epoch.
func (r *repository) commit(day int, subject string, files map[string]string) {
	r.t.Helper()
	r.write(files)
	date := strconv.FormatInt(epoch.AddDate(0, 0, day).Unix(), 10) + " +0000"
	r.git(date, "add", "-A")
	r.git(date, "commit", "-q", "--allow-empty", "-m", subject)
}

func (r *repository) trace(day int, qs ...history.Question) *history.Result {
	r.t.Helper()
	repo, err := gitlog.Open(context.Background(), r.dir)
	if err != nil {
		r.t.Fatal(err)
	}
	defer repo.Close()
	res, err := history.Trace(context.Background(), repo, history.Input{
		Dir: repo.Root(), Now: epoch.AddDate(0, 0, day),
		Environments: []history.Environment{{Name: "staging"}, {Name: "prod", Reference: true}}, Questions: qs,
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return res
}

// ask is about the key in two YAML files; a line of 0 says that the environment does not have it.
func ask(key string, staging, prod int) history.Question {
	return history.Question{Places: []history.Place{
		{File: "staging.yaml", Line: staging, Present: staging > 0, Key: key}, {File: "prod.yaml", Line: prod, Present: prod > 0, Key: key},
	}}
}

// both writes the two files, each a line a key, "-" for no such file.
func both(staging, prod string) map[string]string {
	text := func(s string) string { return strings.ReplaceAll(s, "; ", "\n") + "\n" }
	return map[string]string{"staging.yaml": text(staging), "prod.yaml": text(prod)}
}

func TestStories(t *testing.T) {
	type commit struct {
		day           int
		staging, prod string
	}
	for name, c := range map[string]struct {
		commits       []commit
		now           int
		staging, prod int // lines
		want          drift.StoryKind
		since         int // commit, by number; -1 for not committed
		once          bool
	}{
		"different from the beginning": {
			commits: []commit{{0, "a: 1", "a: 2"}, {5, "a: 3", "a: 2"}}, now: 100, staging: 1, prod: 1, want: drift.NeverSame, since: 0,
		},
		"given to both with different values": {
			commits: []commit{{0, "b: 1", "b: 1"}, {5, "b: 1; a: 1", "b: 1; a: 2"}}, now: 100, staging: 2, prod: 2, want: drift.NeverSame, since: 1,
		},
		"given to one, then to the other with another value": {
			commits: []commit{{0, "b: 1", "b: 1"}, {5, "b: 1; a: 1", "b: 1"}, {7, "b: 1; a: 1", "b: 1; a: 2"}}, now: 100, staging: 2, prod: 2, want: drift.NeverSame, since: 2,
		},
		"changed in staging last week": {
			commits: []commit{{0, "a: 1", "a: 1"}, {5, "a: 2", "a: 1"}}, now: 12, staging: 1, prod: 1, want: drift.OnItsWay, since: 1, once: true,
		},
		"changed in staging half a year ago": {
			commits: []commit{{0, "a: 1", "a: 1"}, {5, "a: 2", "a: 1"}}, now: 190, staging: 1, prod: 1, want: drift.Overdue, since: 1, once: true,
		},
		"a release was skipped: counts back to the earliest change that has not arrived": {
			commits: []commit{{0, "a: 1", "a: 1"}, {5, "a: 2", "a: 1"}, {180, "a: 3", "a: 1"}}, now: 190, staging: 1, prod: 1, want: drift.Overdue, since: 1, once: true,
		},
		"the reference follows, one release behind": {
			commits: []commit{{0, "a: 1", "a: 1"}, {5, "a: 2", "a: 1"}, {9, "a: 3", "a: 1"}, {11, "a: 3", "a: 2"}}, now: 12, staging: 1, prod: 1, want: drift.OnItsWay, since: 2, once: true,
		},
		"added to staging alone": {
			commits: []commit{{0, "b: 1", "b: 1"}, {5, "b: 1; a: 1", "b: 1"}}, now: 12, staging: 2, prod: 0, want: drift.OnItsWay, since: 1,
		},
		"taken from staging alone": {
			commits: []commit{{0, "b: 1; a: 1", "b: 1; a: 1"}, {5, "b: 1", "b: 1; a: 1"}}, now: 12, staging: 0, prod: 2, want: drift.OnItsWay, since: 1, once: true,
		},
		"prod alone was changed": {
			commits: []commit{{0, "a: 1", "a: 1"}, {5, "a: 1", "a: 2"}}, now: 12, staging: 1, prod: 1, want: drift.HotFix, since: 1, once: true,
		},
		"prod alone was extended": {
			commits: []commit{{0, "b: 1", "b: 1"}, {5, "b: 1", "b: 1; a: 2"}}, now: 12, staging: 0, prod: 2, want: drift.HotFix, since: 1,
		},
		"taken from prod alone, with another value than staging has now": {
			commits: []commit{{0, "b: 1", "b: 1"}, {5, "b: 1; a: 1", "b: 1; a: 7"}, {9, "b: 1; a: 1", "b: 1"}}, now: 12, staging: 2, prod: 0, want: drift.HotFix, since: 2, once: true,
		},
		"came apart more than a year ago": {
			commits: []commit{{0, "a: 1", "a: 1"}, {5, "a: 2", "a: 1"}, {9, "a: 2; b: 1", "a: 1"}}, now: 400, staging: 1, prod: 1, want: drift.Settled, since: 1, once: true,
		},
		"changed in the work tree": {
			commits: []commit{{0, "a: 1", "a: 1"}, {-1, "a: 2", "a: 1"}}, now: 12, staging: 1, prod: 1, want: drift.OnItsWay, since: -1, once: true,
		},
		"each names itself": {
			commits: []commit{{0, "a: staging-db", "a: prod-db"}, {5, "a: staging-db2", "a: prod-db"}}, now: 12, staging: 1, prod: 1, want: drift.OnItsWay, since: 1, once: true,
		},
		"the key moved to another line": {
			commits: []commit{{0, "a: 1", "a: 1"}, {5, "a: 2", "a: 1"}, {6, "c: 1; a: 2", "a: 1"}}, now: 12, staging: 2, prod: 1, want: drift.OnItsWay, since: 1, once: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRepository(t)
			var ids []string
			for i, x := range c.commits {
				if x.day < 0 {
					r.write(both(x.staging, x.prod))
					continue
				}
				r.commit(x.day, fmt.Sprintf("commit %d", i), both(x.staging, x.prod))
				ids = append(ids, r.git("0", "rev-parse", "HEAD"))
			}
			s := r.trace(c.now, ask("a", c.staging, c.prod)).Answers[0].Story
			if s == nil {
				t.Fatal("no story")
			}
			if s.Kind != c.want || s.Once != c.once {
				t.Errorf("got %q (once the same: %v): %s; want %q (%v)", s.Kind, s.Once, s.Text, c.want, c.once)
			}
			switch {
			case c.since < 0:
				if !s.Since.Uncommitted {
					t.Errorf("since %+v, want the work tree", s.Since)
				}
			case s.Since.Commit != ids[c.since]:
				t.Errorf("since %q, want commit %d", s.Since.Subject, c.since)
			}
		})
	}
}

func TestAChangeOfTheReferenceAndOthersIsNoHotFix(t *testing.T) {
	three := func(dev, staging, prod string) map[string]string {
		return map[string]string{"dev.yaml": dev + "\n", "staging.yaml": staging + "\n", "prod.yaml": prod + "\n"}
	}
	for name, c := range map[string]struct {
		dev, staging string // after the commit that changes prod
		want         drift.StoryKind
		text         string
	}{
		"prod alone":                {"a: 1", "a: 1", drift.HotFix, "prod was changed alone 6 January 2025"},
		"prod and staging":          {"a: 1", "a: 2", drift.LeftBehind, "prod and staging were changed together 6 January 2025"},
		"staging by its own":        {"a: 1", "a: 3", drift.HotFix, "prod was changed alone 6 January 2025"},
		"the other is the one left": {"a: 2", "a: 1", drift.LeftBehind, "prod and dev were changed together 6 January 2025"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRepository(t)
			r.commit(0, "begin", three("a: 1", "a: 1", "a: 1"))
			r.commit(5, "raise", three(c.dev, c.staging, "a: 2"))
			place := func(file string) history.Place { return history.Place{File: file, Line: 1, Present: true, Key: "a"} }
			repo, err := gitlog.Open(context.Background(), r.dir)
			if err != nil {
				t.Fatal(err)
			}
			defer repo.Close()
			res, err := history.Trace(context.Background(), repo, history.Input{
				Dir: repo.Root(), Now: epoch.AddDate(0, 0, 20),
				Environments: []history.Environment{{Name: "dev"}, {Name: "staging"}, {Name: "prod", Reference: true}},
				Questions:    []history.Question{{Places: []history.Place{place("dev.yaml"), place("staging.yaml"), place("prod.yaml")}}},
			})
			if err != nil {
				t.Fatal(err)
			}
			behind := 0
			if c.dev == "a: 2" {
				behind = 1
			}
			s := res.Answers[0].Stories[behind]
			if s == nil || s.Kind != c.want || !strings.HasPrefix(s.Text, c.text) {
				t.Errorf("got %+v, want %q: %s", s, c.want, c.text)
			}
		})
	}
}

func TestACommitForOneEnvironmentIsTold(t *testing.T) {
	many := ""
	for i := range 20 {
		many += fmt.Sprintf("; k%d: 1", i)
	}
	for name, c := range map[string]struct {
		staging, prod string
		want          bool
	}{
		"one value in staging":            {"a: 2; b: 1", "a: 1; b: 1", true},
		"another value in prod beside it": {"a: 2; b: 1", "a: 1; b: 2", false},
		"twenty values beside it":         {"a: 2; b: 1" + many, "a: 1; b: 1", false},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRepository(t)
			r.commit(0, "begin", both("a: 1; b: 1", "a: 1; b: 1"))
			r.commit(5, "change", both(c.staging, c.prod))
			if s := r.trace(12, ask("a", 1, 1)).Answers[0].Story; s == nil || s.Alone != c.want {
				t.Errorf("got %+v, want alone %v", s, c.want)
			}
		})
	}
}

func TestARenamedFileIsFollowed(t *testing.T) {
	r := newRepository(t)
	long := "b: 1\nc: 2\nd: 3\ne: 4\n"
	r.commit(0, "begin", map[string]string{"old/staging.yml": "a: 1\n" + long, "old/prod.yml": "a: 1\n" + long})
	r.commit(5, "change staging", map[string]string{"old/staging.yml": "a: 2\n" + long})
	r.commit(9, "move, and edit on the way", map[string]string{
		"old/staging.yml": "", "old/prod.yml": "", "staging.yaml": "", "prod.yaml": "",
		"new/staging.yml": "a: 2\nf: 1\n" + long, "new/prod.yml": "a: 1\n" + long,
	})
	q := history.Question{Places: []history.Place{{File: "new/staging.yml", Line: 1, Present: true, Key: "a"}, {File: "new/prod.yml", Line: 1, Present: true, Key: "a"}}}
	s := r.trace(12, q).Answers[0].Story
	if s == nil || s.Kind != drift.OnItsWay || s.Since.Subject != "change staging" {
		t.Errorf("got %+v", s)
	}
}

func TestThePairsOwnLagIsLearned(t *testing.T) {
	r := newRepository(t)
	r.commit(0, "begin", both("a: 0; b: 0", "a: 0; b: 0"))
	for i := 1; i <= 6; i++ {
		r.commit(10*i, "test", both(fmt.Sprintf("a: %d; b: 0", i), fmt.Sprintf("a: %d; b: 0", i-1)))
		r.commit(10*i+3, "release", both(fmt.Sprintf("a: %d; b: 0", i), fmt.Sprintf("a: %d; b: 0", i)))
	}
	r.commit(70, "test b", both("a: 6; b: 1", "a: 6; b: 0"))
	for day, want := range map[int]drift.StoryKind{72: drift.OnItsWay, 74: drift.Overdue} {
		res := r.trace(day, ask("b", 2, 2))
		s := res.Answers[0].Story
		if s == nil || s.Kind != want || s.Lag.Basis != "pair" || s.Lag.Count != 6 || s.Lag.Usual != 3*24*time.Hour {
			t.Errorf("on day %d: got %+v, want %q with a lag of 3 days, seen 6 times", day, s, want)
		}
	}
}

func TestTheSameCommitGivesTheSameAnswer(t *testing.T) {
	r := newRepository(t)
	r.commit(0, "begin", both("a: 1; b: 1", "a: 1; b: 2"))
	r.commit(5, "change", both("a: 2; b: 1", "a: 1; b: 2"))
	show := func() string {
		out := ""
		for _, a := range r.trace(20, ask("a", 1, 1), ask("b", 2, 2)).Answers {
			out += fmt.Sprintf("%+v %+v %+v\n", *a.Story, *a.Since[0], *a.Since[1])
		}
		return out
	}
	if first, again := show(), show(); first != again {
		t.Errorf("got\n%s\nthen\n%s", first, again)
	}
}
