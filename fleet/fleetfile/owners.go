package fleetfile

import (
	"path/filepath"
	"strings"

	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/confine"
	"github.com/envparity/envparity/rules"
)

type codeowners = rules.Codeowners

// owners finds who owns a file by the CODEOWNERS of its repository. It reads each such file once.
type owners struct{ files map[string]*codeowners } // by repository; nil where there is none

// of returns the owners of the file at path, "" for nobody. What cannot be read names nobody.
func (o *owners) of(path string) string {
	path, err := filepath.Abs(path)
	if err != nil {
		return ""
	}
	top := confine.Top(filepath.Dir(path))
	c, ok := o.files[top]
	if !ok {
		c = readCodeowners(top)
		o.files[top] = c
	}
	rel, err := filepath.Rel(top, path)
	if c == nil || err != nil {
		return ""
	}
	return strings.Join(c.Of(filepath.ToSlash(rel)), " ")
}

func readCodeowners(top string) *codeowners {
	roots := confine.New(top)
	for _, name := range rules.CodeownersFiles() {
		if src, err := roots.Read(filepath.Join(top, name), bounds.OwnFile, nil); err == nil {
			return rules.ParseCodeowners(src)
		}
	}
	return nil
}
