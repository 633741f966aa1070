package workspace

import (
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/snapshot"
)

func env(vars map[string]string) func(string) string {
	return func(name string) string { return vars[name] }
}

func TestTheEditorsCommandLineIsReadAsAShellWould(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a b.yaml"), "x: 1\n")
	cfg := &config.Config{Dir: dir}
	for _, tt := range []struct {
		vars map[string]string
		want []string
	}{
		{map[string]string{"EDITOR": "vim -n"}, []string{"vim", "-n", "+3", filepath.Join(dir, "a b.yaml")}},
		{map[string]string{"EDITOR": "vim", "VISUAL": "code --wait"}, []string{"code", "--wait", "--goto", filepath.Join(dir, "a b.yaml") + ":3"}},
		{map[string]string{"EDITOR": `"/opt/my editor/hx" -v`}, []string{"/opt/my editor/hx", "-v", filepath.Join(dir, "a b.yaml") + ":3"}},
	} {
		cmd, err := editor{cfg, env(tt.vars)}.Command(snapshot.Source{File: "a b.yaml", Line: 3})
		if err != nil || !slices.Equal(cmd.Args, tt.want) {
			t.Errorf("%v: got %q, %v", tt.vars, cmd.Args, err)
		}
	}
	for s, want := range map[*snapshot.Source]string{
		{File: "gone.yaml"}: "is not here", {Cluster: "eks-prod", Namespace: "shop"}: "cluster eks-prod, namespace shop", {File: "a b.yaml", Ref: "v1"}: "git ref",
	} {
		if _, err := (editor{cfg, env(nil)}).Command(*s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: got %v, want %q", *s, err, want)
		}
	}
}

func TestThePagerGetsColoursOnlyWhereItShowsThem(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the stand-ins are shell scripts")
	}
	dir := t.TempDir()
	for _, name := range []string{"less", "most"} {
		write(t, filepath.Join(dir, name), "#!/bin/sh\n")
		if err := os.Chmod(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir)
	for _, tt := range []struct{ pager, args, text string }{
		{"", "less -R", "coloured"},
		{"less -iRX", "less -iRX", "coloured"},
		{"less -i", "less -i -R", "coloured"},
		{"most -w", "most -w", "plain"},
	} {
		cmd, err := pager{env(map[string]string{"PAGER": tt.pager})}.Page("coloured", "plain")
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(cmd.Stdin)
		if got := strings.Join(cmd.Args, " "); got != tt.args || string(text) != tt.text {
			t.Errorf("PAGER=%q: runs %q on %q", tt.pager, got, text)
		}
	}
	if _, err := (pager{env(map[string]string{"PAGER": "nothere -x"})}).Page("", ""); err == nil || !strings.Contains(err.Error(), `$PAGER is "nothere -x", which is not here`) {
		t.Errorf("got %v", err)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := (pager{env(nil)}).Page("", ""); err == nil || !strings.Contains(err.Error(), "set $PAGER") {
		t.Errorf("got %v", err)
	}
}
