package envvars

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"

	"github.com/compose-spec/compose-go/v2/types"

	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/snapshot"
)

// ports refuses files whose services publish more ports than the library can safely list.
func (r *composeReader) ports(details types.ConfigDetails) error {
	for _, f := range details.ConfigFiles {
		published := 0
		for _, doc := range parse.YAML(f.Content).Docs {
			services := doc.Root.Child("services")
			if services == nil {
				continue
			}
			for i := range services.Children {
				list := services.Children[i].Child("ports")
				if list == nil {
					continue
				}
				for k := range list.Children {
					published += r.width(&list.Children[k], details.LookupEnv)
				}
			}
		}
		if published > bounds.Ports {
			return fmt.Errorf("%s publishes %d ports, at most %d are read; leave the file out, or publish fewer", filepath.Base(f.Filename), published, bounds.Ports)
		}
	}
	return nil
}

// width returns how many ports one entry publishes.
func (r *composeReader) width(n *snapshot.Node, mapping func(string) (string, bool)) int {
	text := n.Text
	if !n.Scalar() {
		return 1
	}
	if out, err := r.substitute(text, mapping); err == nil {
		text = out
	}
	most := 1
	for _, m := range regexp.MustCompile(`(\d+)-(\d+)`).FindAllStringSubmatch(text, -1) {
		from, err1 := strconv.Atoi(m[1])
		to, err2 := strconv.Atoi(m[2])
		if err1 == nil && err2 == nil {
			most = max(most, to-from+1)
		}
	}
	return most
}
