package filetree_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/filetree"
)

func TestProgramsAreFoundWhereverACommandLineNamesThem(t *testing.T) {
	dir := lay(t, ".git/HEAD", "app/bin/run.sh", "app/pkg/mod.py", "app/pkg/__main__.py", "app/tool.sh", "app/dev/values.yaml", "app/lib/a.sh", "app/web/index.js", "app/web/lib/b.js",
		"shared/x.sh", "app/make/Makefile", "app/make/sub/inc.mk")
	for _, f := range []string{"app/lib/a.sh"} {
		if err := os.Chmod(filepath.Join(dir, f), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct{ command, want []string }{
		"a file":                           {[]string{"./tool.sh", "x"}, []string{"app/tool.sh"}},
		"a file outside the folder":        {[]string{"../shared/x.sh"}, []string{"shared/x.sh"}},
		"a line of a shell":                {[]string{"sh", "-c", "bin/run.sh; true"}, []string{"app/bin/run.sh"}},
		"a file that a shell reads":        {[]string{"sh", "-c", ". bin/run.sh"}, []string{"app/bin/run.sh"}},
		"a word that holds a command line": {[]string{"env", "-S", "sh bin/run.sh"}, []string{"app/bin/run.sh"}},
		"another folder":                   {[]string{"env", "-C", "bin", "./run.sh"}, []string{"app/bin/run.sh"}},
		"another folder in a shell":        {[]string{"sh", "-c", "cd bin && ./run.sh"}, []string{"app/bin/run.sh"}},
		"a module":                         {[]string{"python3", "-m", "pkg.mod"}, []string{"app/pkg/mod.py"}},
		"a folder that Python runs":        {[]string{"python3", "pkg"}, []string{"app/pkg/__main__.py", "app/pkg/mod.py"}},
		"a folder that Node runs":          {[]string{"node", "web"}, []string{"app/web/index.js", "app/web/lib/b.js"}},
		"a folder that make runs":          {[]string{"make", "-C", "make"}, []string{"app/make/Makefile", "app/make/sub/inc.mk"}},
		"a folder of scripts":              {[]string{"run-parts", "lib"}, []string{"app/lib/a.sh"}},
		"a folder of data is no program":   {[]string{"./tool.sh", "dev"}, []string{"app/tool.sh"}},
		"this folder is not all that runs": {[]string{"./tool.sh", ".", "../app", ".."}, []string{"app/tool.sh"}},
	} {
		var got []string
		for _, f := range filetree.Programs(filepath.Join(dir, "app"), c.command...) {
			rel, _ := filepath.Rel(dir, f)
			got = append(got, filepath.ToSlash(rel))
		}
		if strings.Join(got, " ") != strings.Join(c.want, " ") {
			t.Errorf("%s: %q names %q, want %q", name, c.command, got, c.want)
		}
	}
}
