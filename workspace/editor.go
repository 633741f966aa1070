package workspace

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mattn/go-shellwords"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/snapshot"
)

// editor opens sources with $VISUAL or $EDITOR.
type editor struct {
	cfg    *config.Config
	getenv func(string) string
}

// Command implements screen.Editor.
func (e editor) Command(s snapshot.Source) (*exec.Cmd, error) {
	if s.File == "" {
		where := s.Address
		if s.Cluster != "" {
			where = "cluster " + s.Cluster
			if s.Namespace != "" {
				where += ", namespace " + s.Namespace
			}
		}
		return nil, fmt.Errorf("this is no file: it was seen in %s", where)
	}
	if s.Ref != "" {
		return nil, fmt.Errorf("%s was read at the git ref %q, not from the working tree", s.File, s.Ref)
	}
	path := e.cfg.Resolve(s.File)
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("%q is not here: %w", s.File, err)
	}
	words := e.words()
	if len(words) == 0 {
		return nil, errors.New("no editor: set $VISUAL or $EDITOR")
	}
	return exec.Command(words[0], append(words[1:], atLine(words[0], path, s.Line)...)...), nil
}

func (e editor) words() []string {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if w := words(e.getenv(name)); len(w) > 0 {
			return w
		}
	}
	for _, name := range []string{"nvim", "vim", "vi", "nano", "notepad"} {
		if _, err := exec.LookPath(name); err == nil {
			return []string{name}
		}
	}
	return nil
}

// words splits a command line as a shell would, if it has quotes; else at its spaces, because a backslash is part of a path on Windows.
func words(line string) []string {
	if strings.ContainsAny(line, `"'`) {
		if w, err := shellwords.Parse(line); err == nil {
			return w
		}
	}
	return strings.Fields(line)
}

// atLine returns an editor's arguments for a file and a line. Editors differ; most in a terminal use vi's form. The program does not wait for
// editors with a window of their own.
func atLine(editor, path string, line int) []string {
	if line <= 0 {
		return []string{path}
	}
	switch name := strings.TrimSuffix(filepath.Base(editor), ".exe"); name {
	case "code", "code-insiders", "codium", "vscodium", "cursor", "windsurf":
		return []string{"--goto", fmt.Sprintf("%s:%d", path, line)}
	case "subl", "sublime_text", "hx", "helix", "zed", "zeditor":
		return []string{fmt.Sprintf("%s:%d", path, line)}
	case "idea", "goland", "pycharm", "webstorm", "rubymine", "phpstorm", "clion":
		return []string{"--line", fmt.Sprint(line), path}
	case "kate", "mate":
		return []string{"--line", fmt.Sprint(line), path}
	case "notepad", "ed":
		return []string{path}
	}
	return []string{fmt.Sprintf("+%d", line), path}
}

// pager shows texts with $PAGER, else with less or more.
type pager struct{ getenv func(string) string }

// Page implements screen.Pager.
func (p pager) Page(coloured, plain string) (*exec.Cmd, error) {
	line := words(p.getenv("PAGER"))
	if len(line) == 0 {
		for _, name := range []string{"less", "more"} {
			if _, err := exec.LookPath(name); err == nil {
				line = []string{name}
				break
			}
		}
	}
	if len(line) == 0 {
		return nil, errors.New("there is none: set $PAGER, or install less")
	}
	if _, err := exec.LookPath(line[0]); err != nil {
		return nil, fmt.Errorf("$PAGER is %q, which is not here: %w", p.getenv("PAGER"), err)
	}
	name := strings.TrimSuffix(filepath.Base(line[0]), ".exe")
	text := plain
	if slices.Contains([]string{"less", "bat", "batcat", "moor", "moar", "ov", "delta"}, name) {
		text = coloured
	}
	if name == "less" && !slices.ContainsFunc(line[1:], func(a string) bool { return strings.ContainsAny(a, "rR") && strings.HasPrefix(a, "-") }) {
		line = append(line, "-R") // show colours, and no other control sequences
	}
	cmd := exec.Command(line[0], line[1:]...)
	cmd.Stdin = strings.NewReader(text)
	return cmd, nil
}
