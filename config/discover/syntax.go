package discover

import (
	"bytes"
	"path"
	"slices"
	"strings"
)

// settings tells whether `collect "files"` reads a file of settings, and by which format where its name does not say: nginx and many others
// call their files .conf.
func settings(name string, text []byte) (format string, ok bool) {
	name = strings.ToLower(name)
	switch ext := path.Ext(name); {
	case slices.Contains([]string{".toml", ".properties", ".ini", ".hcl", ".nomad"}, ext):
		return "", true
	case ext == ".xml" || ext == ".config":
		return "", bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))), []byte("<"))
	case ext == ".conf":
		return confSyntax(text), true
	}
	return "", false
}

// confSyntax tells the syntax of a .conf file by how most of its lines end: nginx closes every directive with a semicolon.
func confSyntax(text []byte) string {
	directives, others := 0, 0
	for line := range strings.SplitSeq(string(text), "\n") {
		line, _, _ = strings.Cut(line, "#")
		switch line = strings.TrimSpace(line); {
		case line == "":
		case strings.HasSuffix(line, ";") || strings.HasSuffix(line, "{") || line == "}":
			if !strings.ContainsAny(line, "=") || strings.HasSuffix(line, ";") {
				directives++
			}
		default:
			others++
		}
	}
	if directives > others {
		return "nginx"
	}
	return "conf"
}
