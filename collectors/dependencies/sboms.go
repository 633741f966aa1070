package dependencies

import (
	"bytes"
	"context"
	"path"
	"strings"

	cpb "github.com/google/osv-scalibr/binary/proto/config_go_proto"
	"github.com/google/osv-scalibr/extractor/filesystem"
	"github.com/google/osv-scalibr/extractor/filesystem/sbom/cdx"
	"github.com/google/osv-scalibr/extractor/filesystem/sbom/spdx"

	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/collectors/parse"
)

// sbom reads f if its text is an SBOM, and returns 1 if it is, else 0. The name does not matter, because every tool has its own.
func (r *reader) sbom(ctx context.Context, t *tree, f filetree.File) int {
	src, err := f.Read()
	if err != nil {
		r.problems.At(f.Path, 0, true, "cannot be read: %v", err)
		return 1
	}
	src, faults := parse.UTF8(src)
	make, ext := sbomFormat(path.Ext(f.Rel), src)
	if make == nil {
		return 0
	}
	for _, p := range faults {
		r.problems.At(f.Path, p.Line, p.Lost, "%s", p.Text)
	}
	e, err := make(&cpb.PluginConfig{})
	if err != nil {
		r.problems.At(f.Path, 0, true, "cannot be read: %v", err)
		return 1
	}
	r.extract(ctx, e, t, f, strings.TrimSuffix(f.Rel, path.Ext(f.Rel))+ext, src)
	return 1
}

// sbomFormat recognises the format by the text, and returns its extractor with the file ending that the extractor expects.
func sbomFormat(ext string, src []byte) (func(*cpb.PluginConfig) (filesystem.Extractor, error), string) {
	head := src[:min(len(src), 1<<14)]
	has := func(s string) bool { return bytes.Contains(head, []byte(s)) }
	json := bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n\ufeff"), []byte("{"))
	switch {
	case json && (has(`"CycloneDX"`) || has("cyclonedx.org")):
		return cdx.New, ".cdx.json"
	case json && has(`"spdxVersion"`), json && has(`"SPDXID"`):
		return spdx.New, ".spdx.json"
	case has("http://cyclonedx.org/schema/bom"):
		return cdx.New, ".cdx.xml"
	case has("SPDXVersion:"):
		return spdx.New, ".spdx"
	case (ext == ".yaml" || ext == ".yml") && has("spdxVersion:"):
		return spdx.New, ".spdx.yaml"
	}
	return nil, ""
}
