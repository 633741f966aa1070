package envvars

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/envparity/envparity/snapshot"
)

// fromPairs makes a tree of NAME=value pairs. The last value of a repeated name wins.
func fromPairs(pairs []string) snapshot.Node {
	values := map[string]string{}
	for _, p := range pairs {
		if name, value, ok := strings.Cut(p, "="); ok && name != "" && !ofTheSession(name) {
			values[name] = value
		}
	}
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	root := snapshot.Node{Kind: snapshot.Map, Children: make([]snapshot.Node, 0, len(names))}
	for _, name := range names {
		root.Children = append(root.Children, scalar(name, values[name]))
	}
	return root
}

func scalar(name, value string) snapshot.Node {
	if !utf8.ValidString(value) || strings.ContainsRune(value, utf8.RuneError) {
		return snapshot.Node{Key: name, Kind: snapshot.Unknown, Text: "not valid UTF-8"}
	}
	return snapshot.Node{Key: name, Kind: snapshot.String, Text: value}
}

// ofTheSession reports whether a variable describes where and when a process was started, and not its configuration.
func ofTheSession(name string) bool {
	switch name {
	case "_", "PWD", "OLDPWD", "SHLVL", "INVOCATION_ID", "JOURNAL_STREAM", "SYSTEMD_EXEC_PID", "SSH_CLIENT", "SSH_CONNECTION", "SSH_TTY",
		"SSH_AUTH_SOCK", "XDG_SESSION_ID", "DBUS_SESSION_BUS_ADDRESS", "TERM", "COLUMNS", "LINES", "MEMORY_PRESSURE_WATCH", "NOTIFY_SOCKET":
		return true
	}
	return false
}
