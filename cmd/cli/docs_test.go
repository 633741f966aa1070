package cli

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/fixtures/shop"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/workspace"
)

// TestTheCommandsOfThePagesRun runs the program as README.md and docs/ show it. The convention:
//
//   - A code block whose lines begin with `envparity`, `bin/envparity` or `$ ` is a console. Its commands run one after another in a fresh folder: the
//     example system in a git repository, or what `<!-- run in: FOLDER -->` before the block names (see docsFolder).
//   - A command ends with code 0, or with one that `<!-- exits: 1 -->` before the block names.
//   - With `$ `, the lines up to the next `$ ` are what the command prints. Each has to come in this order; a line with … alone stands for any lines.
//   - Words in capital letters stand for something: see standIn.
//   - A block that cannot run here says why in `<!-- not run: REASON -->`. The test lists them.
func TestTheCommandsOfThePagesRun(t *testing.T) {
	t.Parallel()
	var skipped []string
	ran := 0
	for _, b := range docsBlocks(t) {
		if b.kind() != "console" {
			continue
		}
		if why := b.note("not run"); why != "" {
			skipped = append(skipped, fmt.Sprintf("%s:%d: %s", b.file, b.line, why))
			continue
		}
		ran++
		t.Run(fmt.Sprintf("%s:%d", b.file, b.line), func(t *testing.T) { b.run(t) })
	}
	t.Logf("%d blocks of commands ran, and %d did not:\n%s", ran, len(skipped), strings.Join(skipped, "\n"))
	if ran < 6 {
		t.Errorf("only %d blocks of commands ran; are they still found?", ran)
	}
}

// docsBlock is one block of code of a page.
type docsBlock struct {
	file  string // relative to the repository
	line  int    // of its first line
	fence string // the word behind ```, "" for an indented block
	lines []string
	notes []string // the comments right before it
}

// docsPages lists README.md, CONTRIBUTING.md and all pages below docs.
func docsPages(t *testing.T) []string {
	t.Helper()
	pages := []string{"README.md", "CONTRIBUTING.md"}
	err := filepath.WalkDir(filepath.Join("..", "..", "docs"), func(path string, e fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".md") {
			rel, _ := filepath.Rel(filepath.Join("..", ".."), path)
			pages = append(pages, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// docsBlocks lists the blocks of code of all pages: fenced ones, and paragraphs indented by four spaces.
func docsBlocks(t *testing.T) []docsBlock {
	t.Helper()
	var out []docsBlock
	for _, page := range docsPages(t) {
		text, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(page)))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, blocksOf(page, string(text))...)
	}
	return out
}

func blocksOf(page, text string) []docsBlock {
	lines := strings.Split(text, "\n")
	var out []docsBlock
	var notes []string
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		switch {
		case strings.HasPrefix(line, "```"):
			b := docsBlock{file: page, line: i + 2, fence: strings.TrimPrefix(line, "```"), notes: notes}
			for i++; i < len(lines) && !strings.HasPrefix(lines[i], "```"); i++ {
				b.lines = append(b.lines, lines[i])
			}
			out, notes = append(out, b), nil
		case strings.HasPrefix(line, "    ") && (i == 0 || lines[i-1] == "" || strings.HasPrefix(lines[i-1], "<!--")):
			b := docsBlock{file: page, line: i + 1, notes: notes}
			for ; i < len(lines) && (lines[i] == "" || strings.HasPrefix(lines[i], "    ")); i++ {
				b.lines = append(b.lines, strings.TrimPrefix(lines[i], "    "))
			}
			i--
			for len(b.lines) > 0 && b.lines[len(b.lines)-1] == "" {
				b.lines = b.lines[:len(b.lines)-1]
			}
			out, notes = append(out, b), nil
		case strings.HasPrefix(line, "<!--") && strings.HasSuffix(line, "-->"):
			notes = append(notes, strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(line, "<!--"), "-->")))
		case line != "":
			notes = nil
		}
	}
	return out
}

// note is what a comment before the block says behind a name.
func (b *docsBlock) note(name string) string {
	for _, n := range b.notes {
		if rest, ok := strings.CutPrefix(n, name+":"); ok {
			return strings.TrimSpace(rest)
		}
	}
	return ""
}

var (
	consoleLine = regexp.MustCompile(`^(\$ |(bin/)?envparity\b|go (run|build|test|install) |make |git |docker )`)
	hclLine     = regexp.MustCompile(`^(project\s*=|(environment|collect|match|rule|waiver|policy|journey|keymap)\s+"|(history|notify)\b)`)
)

// kind is what a block holds: console, hcl, or "" for anything else.
func (b *docsBlock) kind() string {
	for _, line := range b.lines {
		switch {
		case strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#"):
			continue
		case consoleLine.MatchString(line):
			return "console"
		case b.fence == "hcl" || b.fence == "" && hclLine.MatchString(line):
			return "hcl"
		}
		return ""
	}
	return ""
}

// shownCommand is one command of a console, with what the page shows of its output.
type shownCommand struct {
	line  string
	shown []string
}

// commands are those of a console.
func (b *docsBlock) commands() []shownCommand {
	var out []shownCommand
	for _, line := range b.lines {
		command, prompt := strings.CutPrefix(line, "$ ")
		switch {
		case prompt || consoleLine.MatchString(line):
			command, _, _ = strings.Cut(command, "  #")
			out = append(out, shownCommand{line: strings.TrimSpace(command)})
		case len(out) > 0:
			out[len(out)-1].shown = append(out[len(out)-1].shown, line)
		}
	}
	return out
}

func (b *docsBlock) run(t *testing.T) {
	dir := docsFolder(t, b.note("run in"))
	codes := []string{"0"}
	if c := b.note("exits"); c != "" {
		codes = strings.Split(strings.ReplaceAll(c, " ", ""), ",")
	}
	for _, c := range b.commands() {
		out, code := docsRun(t, dir, standIn(t, dir, c.line))
		if !slices.Contains(codes, fmt.Sprint(code)) {
			t.Errorf("`%s` exits %d, want %s:\n%s", c.line, code, strings.Join(codes, " or "), brief(out))
		}
		if missing := notShown(c.shown, out); missing != "" {
			t.Errorf("`%s` does not print %q where the page shows it:\n%s", c.line, missing, brief(out))
		}
	}
}

// docsRun runs a line without a shell: no page shows more than words and quotes.
func docsRun(t *testing.T, dir, line string) (string, int) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	words := docsWords(line)
	if words[0] != "envparity" && words[0] != "bin/envparity" {
		t.Fatalf("`%s` is not run by this test; say why in <!-- not run: … -->", line)
	}
	cmd := exec.Command(self)
	cmd.Args, cmd.Dir = append([]string{"envparity"}, words[1:]...), dir
	cmd.Env = append(os.Environ(), "HOME="+dir, "XDG_CONFIG_HOME="+dir, "XDG_CACHE_HOME="+dir, "ENVPARITY_KEY=0123456789abcdef0123456789abcdef", "NO_COLOR=1")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	if code := cmd.ProcessState.ExitCode(); code != 0 {
		return out.String() + errs.String(), code
	}
	return out.String(), 0
}

// brief is the end of an output, which says how it came out.
func brief(out string) string {
	const most = 2000
	if len(out) > most {
		return "…" + out[len(out)-most:]
	}
	return out
}

var docsWord = regexp.MustCompile(`"([^"]*)"|(\S+)`)

func docsWords(line string) []string {
	var out []string
	for _, m := range docsWord.FindAllStringSubmatch(line, -1) {
		out = append(out, m[1]+m[2])
	}
	return out
}

// notShown is the first shown line that the output does not have behind those before it, "" where it has all.
func notShown(shown []string, out string) string {
	lines := strings.Split(out, "\n")
	at, gap := 0, true
	for _, want := range shown {
		want = strings.TrimRight(want, " ")
		if want == "" {
			continue
		}
		if strings.TrimSpace(want) == "…" {
			gap = true
			continue
		}
		i := slices.IndexFunc(lines[at:], func(l string) bool { return strings.TrimRight(l, " ") == want })
		skipped := i > 0 && slices.ContainsFunc(lines[at:at+i], func(l string) bool { return strings.TrimSpace(l) != "" })
		if i < 0 || skipped && !gap {
			return want
		}
		at, gap = at+i+1, false
	}
	return ""
}

// docsFolder is a fresh folder to run in: "" for the example system in a git repository, "no config" for the same without its config,
// "empty" for nothing.
func docsFolder(t *testing.T, name string) string {
	t.Helper()
	dir := t.TempDir()
	switch name {
	case "", "no config":
		if _, err := shop.Extract(dir); err != nil {
			t.Fatal(err)
		}
		if name != "" {
			if err := os.Remove(filepath.Join(dir, "envparity.hcl")); err != nil {
				t.Fatal(err)
			}
		}
	case "empty":
	case "fleet":
		for _, system := range []string{"orders", "billing"} {
			if _, err := shop.Extract(filepath.Join(dir, "services", system)); err != nil {
				t.Fatal(err)
			}
		}
		text := "name = \"platform\"\nsystems { glob = \"services/*\" }\n"
		if err := os.WriteFile(filepath.Join(dir, "fleet.hcl"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Fatalf("there is no folder %q to run in", name)
	}
	for _, args := range [][]string{{"init", "-q"}, {"add", "-A"}, {"-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "--allow-empty", "-m", "Begin"}} {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "HOME="+dir, "GIT_CONFIG_NOSYSTEM=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Skipf("there is no git here that works: %v\n%s", err, out)
		}
	}
	return dir
}

var firstFingerprint = regexp.MustCompile(`"fingerprint": "([0-9a-f]+)"`)

// standIn puts something in the place of the words in capital letters, and takes out what may be left out.
func standIn(t *testing.T, dir, line string) string {
	t.Helper()
	line = regexp.MustCompile(`\s*\[[^\]]*\]`).ReplaceAllString(line, "")
	if strings.Contains(line, "FINGERPRINT") {
		out, _ := docsRun(t, dir, "envparity check --format json")
		m := firstFingerprint.FindStringSubmatch(out)
		if m == nil {
			t.Fatalf("no finding to put in the place of FINGERPRINT:\n%s", out)
		}
		line = strings.ReplaceAll(line, "FINGERPRINT", m[1])
	}
	return strings.NewReplacer("DIR", "kept", "--reason …", "--reason because", "--owner …", "--owner me").Replace(line)
}

// inlineCommand is a command in the running text.
var inlineCommand = regexp.MustCompile("`(envparity [^`]+)`")

// TestTheCommandsInTheTextExist holds subcommands and flags of every `envparity …` in the text against the program's.
func TestTheCommandsInTheTextExist(t *testing.T) {
	t.Parallel()
	a := &app{}
	root := a.rootCommand()
	root.InitDefaultCompletionCmd()
	root.InitDefaultVersionFlag()
	seen := 0
	for _, page := range docsPages(t) {
		text, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(page)))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range inlineCommand.FindAllStringSubmatch(string(text), -1) {
			seen++
			words := docsWords(m[1])[1:]
			cmd, rest, err := root.Find(words)
			if err != nil {
				t.Errorf("%s: `%s`: %v", page, m[1], err)
				continue
			}
			if cmd == root && len(words) > 0 && !strings.HasPrefix(words[0], "-") && words[0] != "man" && words[0] != "completion" {
				t.Errorf("%s: `%s`: there is no such command", page, m[1])
			}
			for _, w := range rest {
				name, isFlag := strings.CutPrefix(w, "--")
				name, _, _ = strings.Cut(name, "=")
				if isFlag && name != "" && cmd.Flags().Lookup(name) == nil && cmd.InheritedFlags().Lookup(name) == nil {
					t.Errorf("%s: `%s`: %s has no flag --%s", page, m[1], cmd.CommandPath(), name)
				}
			}
		}
	}
	if seen < 30 {
		t.Errorf("only %d commands were found in the text", seen)
	}
}

// TestTheExamplesOfConfigLoad loads every example in HCL of the pages, as a config or as a file of waivers. What an example leaves out is put before it:
// two environments, and each env.vars that it asks for. Its blocks are decoded in every environment, and its rules are compiled.
func TestTheExamplesOfConfigLoad(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, b := range docsBlocks(t) {
		if b.kind() != "hcl" {
			continue
		}
		seen++
		t.Run(fmt.Sprintf("%s:%d", b.file, b.line), func(t *testing.T) {
			text := strings.Join(b.lines, "\n") + "\n"
			if err := loadExample(t, b.file, text); err != nil {
				t.Errorf("%v\n%s", err, text)
			}
		})
	}
	t.Logf("%d examples were loaded", seen)
	if seen < 20 {
		t.Errorf("only %d examples were found", seen)
	}
}

var envVar = regexp.MustCompile(`env\.vars\.(\w+)`)

// loadExample says what is wrong with an example.
func loadExample(t *testing.T, page, text string) error {
	if strings.Contains(text, "waiver \"") && !strings.Contains(text, "collect \"") {
		_, diags := rules.LoadWaivers([]byte(text), page)
		return problems(diags)
	}
	vars := map[string]bool{}
	for _, m := range envVar.FindAllStringSubmatch(text, -1) {
		vars[m[1]] = true
	}
	given := ""
	for name := range vars {
		given += fmt.Sprintf("%s = \"x\"\n", name)
	}
	for _, env := range []string{"dev", "staging", "prod"} {
		if !strings.Contains(text, fmt.Sprintf("environment %q", env)) {
			text += fmt.Sprintf("\nenvironment %q {\nvars = {\n%s}\nbase_url = \"https://%s.shop.example\"\n}\n", env, given, env)
		}
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "envparity.hcl")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "checkout.hurl"), []byte("GET {{base}}/\nHTTP 200\n"), 0o600); err != nil {
		return err
	}
	w := workspace.Workspace{File: file, Getenv: func(string) string { return "" }, Types: collectorTypes(), Note: func(string, ...any) {}}
	cfg, err := w.Load()
	if err != nil {
		return err
	}
	if err := audit.Check(cfg, w.Types, nil); err != nil {
		return err
	}
	if _, err := audit.Decide(cfg); err != nil {
		return err
	}
	if len(cfg.Journeys) > 0 {
		_, err = w.LoadJourneys()
	}
	return err
}

func problems(diags hcl.Diagnostics) error {
	if !diags.HasErrors() {
		return nil
	}
	return diags
}
