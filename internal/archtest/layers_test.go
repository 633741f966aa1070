package archtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/envparity/envparity/"

// allowed says which packages of this module a layer may reach, directly or through others; a layer always reaches itself. The
// longest prefix of a package's path decides its layer. Arrows point down this list.
func allowed() map[string][]string {
	return map[string][]string{
		"names":                 {},
		"snapshot":              {"names", "internal/bounds"},
		"snapshot/store":        {"names", "snapshot", "internal/httpguard", "internal/bounds"},
		"internal/term":         {},
		"internal/shorten":      {},
		"internal/nesting":      {"internal/bounds"},
		"internal/bounds":       {},
		"internal/hclbound":     {"internal/bounds"},
		"internal/confine":      {"internal/bounds"},
		"internal/httpguard":    {"internal/bounds"},
		"drift":                 {"names", "snapshot", "internal/bounds"},
		"history":               {"names", "drift", "collectors", "snapshot", "internal/nesting", "internal/hclbound", "internal/confine", "internal/httpguard", "internal/bounds"}, // of collectors the parsers alone
		"diffing":               {"names", "drift", "snapshot", "internal/bounds"},
		"evidence":              {"names", "drift", "snapshot", "internal/bounds"},
		"rules":                 {"names", "diffing", "drift", "snapshot", "internal/nesting", "internal/hclbound", "internal/confine", "internal/bounds"},
		"journeys":              {"journeys/words"}, // plain data; its rooms follow, from the lowest to the highest
		"journeys/words":        {},
		"journeys/stats":        {},
		"journeys/schema":       {},
		"journeys/asserts":      {},
		"journeys/redact":       {"journeys/words"},
		"journeys/answers":      {"names", "drift", "diffing", "snapshot", "journeys", "journeys/words", "journeys/redact", "internal/bounds"},
		"journeys/decode":       {"journeys", "journeys/words", "journeys/redact", "journeys/asserts", "internal/hclbound", "internal/bounds"},
		"journeys/runfile":      {"names", "drift", "diffing", "snapshot", "journeys", "journeys/words", "journeys/redact", "journeys/answers", "internal/bounds"},
		"journeys/judge":        {"names", "drift", "diffing", "snapshot", "journeys", "journeys/words", "journeys/redact", "journeys/answers", "journeys/stats", "internal/bounds"},
		"journeys/table":        {"names", "drift", "diffing", "snapshot", "journeys", "journeys/words", "journeys/redact", "journeys/answers", "journeys/stats", "journeys/judge", "internal/bounds"},
		"journeys/runner":       {"names", "drift", "diffing", "snapshot", "journeys", "journeys/words", "journeys/redact", "journeys/answers", "journeys/asserts", "internal/confine", "internal/httpguard", "internal/bounds"},
		"journeys/importers":    {"names", "snapshot", "journeys", "journeys/words", "journeys/redact", "journeys/asserts"},
		"journeys/replay":       {"names", "drift", "diffing", "snapshot", "journeys", "journeys/words", "journeys/redact", "journeys/answers", "journeys/asserts", "journeys/runner", "journeys/importers", "internal/confine", "internal/httpguard", "internal/bounds"},
		"journeys/journeystest": {},
		"collectors":            {"names", "snapshot", "internal/nesting", "internal/hclbound", "internal/confine", "internal/httpguard", "internal/bounds"},
		"workspace/trust":       {"names", "collectors", "snapshot", "internal/nesting", "internal/hclbound", "internal/confine", "internal/httpguard", "internal/bounds"},
		"config":                {"names", "snapshot", "internal/nesting", "internal/hclbound", "internal/confine", "internal/bounds"},
		"audit":                 {"names", "collectors", "history", "evidence", "drift", "config", "diffing", "rules", "journeys", "journeys/words", "journeys/redact", "journeys/answers", "journeys/stats", "journeys/judge", "snapshot", "internal/nesting", "internal/hclbound", "internal/confine", "internal/httpguard", "internal/bounds"},
		"query":                 {"names", "diffing", "drift", "rules", "snapshot", "internal/nesting", "internal/hclbound", "internal/confine", "internal/httpguard", "internal/bounds"},
		"fleet":                 {"names", "history", "drift", "collectors", "snapshot", "internal/nesting", "internal/hclbound", "internal/confine", "internal/httpguard", "internal/bounds"},
		"fleet/fleetfile":       {"names", "config", "rules", "diffing", "drift", "snapshot", "internal/nesting", "internal/hclbound", "internal/confine", "internal/bounds"},
		"fleet/kept":            {"names", "fleet", "history", "drift", "collectors", "snapshot", "snapshot/store", "internal/nesting", "internal/hclbound", "internal/confine", "internal/httpguard", "internal/bounds"},
		"fleet/run":             {"names", "fleet", "fleet/fleetfile", "workspace", "workspace/trust", "tui", "query", "report", "report/schema", "audit", "history", "evidence", "drift", "collectors", "config", "diffing", "rules", "journeys", "journeys/words", "journeys/redact", "journeys/answers", "journeys/stats", "journeys/judge", "journeys/asserts", "journeys/decode", "journeys/runfile", "journeys/runner", "journeys/importers", "snapshot", "snapshot/store", "internal/term", "internal/shorten", "internal/nesting", "internal/hclbound", "internal/confine", "internal/httpguard", "internal/bounds"},
		"report":                {"names", "fleet", "audit", "history", "evidence", "drift", "collectors", "config", "diffing", "rules", "journeys", "journeys/words", "journeys/redact", "journeys/answers", "journeys/stats", "journeys/judge", "snapshot", "internal/term", "internal/shorten", "internal/nesting", "internal/hclbound", "internal/confine", "internal/httpguard", "internal/bounds"},
		"report/schema":         {},
		"tui":                   {"names", "fleet", "audit", "query", "history", "evidence", "drift", "collectors", "config", "diffing", "rules", "journeys", "journeys/words", "journeys/redact", "journeys/answers", "journeys/stats", "journeys/judge", "snapshot", "internal/term", "internal/shorten", "internal/nesting", "internal/hclbound", "internal/confine", "internal/httpguard", "internal/bounds"},
		"workspace":             {"names", "fleet", "workspace/trust", "tui", "query", "report", "report/schema", "audit", "history", "evidence", "drift", "collectors", "config", "diffing", "rules", "journeys", "journeys/words", "journeys/redact", "journeys/answers", "journeys/stats", "journeys/judge", "journeys/asserts", "journeys/decode", "journeys/runfile", "journeys/runner", "journeys/importers", "snapshot", "snapshot/store", "internal/term", "internal/shorten", "internal/nesting", "internal/hclbound", "internal/confine", "internal/httpguard", "internal/bounds"},
	}
}

// rooms says which other rooms of diffing each of them may reach, directly or through others. diffing itself stands above all.
func rooms() map[string][]string {
	return map[string][]string{
		"heuristic":  {},
		"parallel":   {},
		"partners":   {},
		"stores":     {},
		"vocabulary": {},
		"dialect":    {},
		"align":      {"parallel"},
		"values":     {"dialect", "partners"},
		"tree":       {"dialect", "heuristic", "partners", "values", "vocabulary"},
		"coverage":   {"align", "dialect", "heuristic", "parallel", "partners", "tree", "values", "vocabulary"},
		"record":     {"dialect", "heuristic", "partners", "tree", "values", "vocabulary"},
		"leaks":      {"dialect", "heuristic", "parallel", "partners", "stores", "values", "vocabulary"},
		"place":      {"align", "coverage", "dialect", "heuristic", "leaks", "parallel", "partners", "stores", "tree", "values", "vocabulary"},
		"comparison": {"align", "coverage", "dialect", "heuristic", "leaks", "parallel", "partners", "place", "record", "stores", "tree", "values", "vocabulary"},
		"causes":     {"dialect", "heuristic", "partners", "values"},
	}
}

// Leaves and roots: what stands outside the layers.
func exempt(pkg string) bool {
	return strings.HasPrefix(pkg, "cmd/") || strings.HasPrefix(pkg, "fixtures/") || strings.HasPrefix(pkg, "tools/") || pkg == "internal/archtest"
}

// only says which packages may reach an outside module: the one that is its reason to be here, and the commands, which link all.
func only() map[string][]string {
	return map[string][]string{
		"charm.land/bubbletea":            {"tui", "cmd", "tools/pictures"},
		"charm.land/bubbles":              {"tui", "cmd", "tools/pictures"},
		"charm.land/fang":                 {"cmd"},
		"k8s.io/client-go":                {"collectors/kubernetes", "collectors/helm", "collectors/all", "cmd", "fixtures"},
		"github.com/aws/aws-sdk-go-v2":    {"collectors/aws", "collectors/awsapi", "collectors/terraform", "collectors/featureflags", "collectors/all", "snapshot/store", "cmd", "fixtures"},
		"github.com/chromedp":             {"fixtures", "tools/pictures"},
		"github.com/hashicorp/terraform-": {"collectors/terraform", "collectors/all", "cmd", "fixtures"},
	}
}

type listed struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

func list(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,Deps", "./...")
	cmd.Dir = "../.."
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var pkgs []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return pkgs
		} else if err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, p)
	}
}

// layerOf returns the layer of a package of this module, "" when it has none.
func layerOf(pkg string) string {
	best := ""
	for layer := range allowed() {
		if (pkg == layer || strings.HasPrefix(pkg, layer+"/")) && len(layer) > len(best) {
			best = layer
		}
	}
	return best
}

func TestArrowsPointDown(t *testing.T) {
	table := allowed()
	for _, p := range list(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		if exempt(name) {
			continue
		}
		layer := layerOf(name)
		if layer == "" {
			t.Errorf("%s belongs to no layer: add it to the table, and to the picture in docs/architecture.md", name)
			continue
		}
		for _, dep := range p.Deps {
			down, ours := strings.CutPrefix(dep, module)
			if !ours {
				continue
			}
			if to := layerOf(down); to != layer && !slices.Contains(table[layer], to) {
				t.Errorf("%s reaches %s: %s may reach %v only", name, down, layer, table[layer])
			}
		}
	}
}

func TestRoomsOfDiffingReachOnlyTheRoomsBelow(t *testing.T) {
	table := rooms()
	room := func(path string) string {
		below, ok := strings.CutPrefix(path, module+"diffing/")
		if !ok {
			return ""
		}
		name, _, _ := strings.Cut(below, "/")
		return name
	}
	for _, p := range list(t) {
		from := room(p.ImportPath)
		if from == "" {
			continue
		}
		if table[from] == nil {
			t.Errorf("diffing/%s is in no table of rooms: add it, and to the picture in docs/architecture.md", from)
		}
		for _, dep := range p.Deps {
			if to := room(dep); to != "" && to != from && !slices.Contains(table[from], to) {
				t.Errorf("%s reaches diffing/%s: it may reach %v only", strings.TrimPrefix(p.ImportPath, module), to, table[from])
			}
		}
	}
}

// One collector is one folder: the pipeline and the screens know collectors by their interface alone, and the list of all is for
// the commands.
func TestCollectorsAreKnownToTheirListAlone(t *testing.T) {
	shared := []string{"collectors", "collectors/parse", "collectors/filetree", "collectors/collectortest"}
	for _, p := range list(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		if exempt(name) || strings.HasPrefix(name, "collectors/") {
			continue
		}
		for _, dep := range p.Imports {
			if down := strings.TrimPrefix(dep, module); strings.HasPrefix(down, "collectors/") && !slices.Contains(shared, down) {
				t.Errorf("%s imports %s: only the commands may, through collectors/all", name, down)
			}
		}
	}
}

func TestEveryCollectorIsInTheList(t *testing.T) {
	pkgs := list(t)
	var all listed
	for _, p := range pkgs {
		if p.ImportPath == module+"collectors/all" {
			all = p
		}
	}
	for _, p := range pkgs {
		name := strings.TrimPrefix(p.ImportPath, module+"collectors/")
		if name == p.ImportPath || strings.Contains(name, "/") || slices.Contains([]string{"all", "awsapi", "parse", "filetree", "collectortest"}, name) {
			continue
		}
		if !isCollector(t, name) {
			continue
		}
		if !slices.Contains(all.Imports, p.ImportPath) {
			t.Errorf("collectors/%s is not in collectors/all: nobody can use it", name)
		}
	}
}

// isCollector asks whether a package offers a collector: a func Type() that collectors/all could list.
func isCollector(t *testing.T, name string) bool {
	t.Helper()
	found := false
	for _, f := range files(t, "collectors/"+name) {
		found = found || hasFunc(f.syntax, "Type")
	}
	return found
}

func TestClientsStayInTheirCollectors(t *testing.T) {
	for _, p := range list(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		for prefix, homes := range only() {
			if slices.ContainsFunc(homes, func(h string) bool { return name == h || strings.HasPrefix(name, h+"/") }) {
				continue
			}
			for _, dep := range p.Imports {
				if strings.HasPrefix(dep, prefix) {
					t.Errorf("%s imports %s, which belongs to %v", name, dep, homes)
				}
			}
		}
	}
}
