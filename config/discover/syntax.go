package discover

import (
	"bytes"
	"path"
	"slices"
	"strings"
)

// settings reports whether `collect "files"` reads a file of settings, and returns the format if the name does not show it: the files of nginx
// and many others end in .conf.
func settings(name string, text []byte) (format string, ok bool) {
	name = strings.ToLower(name)
	if ext := path.Ext(name); template(ext) && ext != ".in" { // a template of the name before its ending
		name = strings.TrimSuffix(name, ext)
		format, ok = settings(name, text)
		return "", ok && format != "" || configExt(path.Ext(name))
	}
	switch ext := path.Ext(name); {
	case slices.Contains([]string{".toml", ".properties", ".ini", ".hcl", ".nomad", ".bicepparam"}, ext):
		return "", true
	case ext == ".xml" || ext == ".config":
		return "", bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))), []byte("<"))
	case ext == ".conf":
		return confSyntax(text), true
	case ext == "" && inventory(text):
		return "inventory", true
	}
	return "", false
}

// inventory reports whether a text is an inventory of Ansible: lines of hosts below the names of groups.
func inventory(text []byte) bool {
	groups, hosts, part := 0, 0, "hosts"
	for line := range strings.SplitSeq(string(text), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || line[0] == ';' {
			continue
		}
		if strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]") {
			groups++
			_, part, _ = strings.Cut(strings.Trim(line, "[]"), ":")
			continue
		}
		if words := strings.Fields(line); part == "" || part == "hosts" {
			if strings.Contains(words[0], "=") || len(words) > 1 && words[1][0] != '#' && !strings.Contains(words[1], "=") {
				return false
			}
			hosts++
		}
	}
	return groups > 0 && hosts > 0
}

// confSyntax returns the syntax of a .conf file by its lines: nginx closes every directive with a semicolon, HOCON has objects in braces or
// substitutions, and any other has a key and its value on each line.
func confSyntax(text []byte) string {
	closed, braces, plain := 0, 0, 0
	for line := range strings.SplitSeq(string(text), "\n") {
		line, _, _ = strings.Cut(line, "#")
		switch line = strings.TrimSpace(line); {
		case line == "" || strings.HasPrefix(line, "//"):
		case strings.HasSuffix(line, ";"):
			closed++
		case strings.HasSuffix(line, "{") || strings.HasSuffix(line, "[") || strings.Contains(line, "${") || strings.HasPrefix(line, `include "`):
			braces++
		case line != "}" && line != "]":
			plain++
		}
	}
	switch {
	case closed > plain:
		return "nginx"
	case braces > 0:
		return "hocon"
	}
	return "conf"
}
