package snapshot

import "strings"

// Placeholder reports whether value is a stand-in that somebody forgot to replace: "changeme", "TODO",
// "<your-token>", "xxxx", "DOCKER_TAG".
func Placeholder(value string) bool {
	v := strings.ToLower(strings.TrimSpace(value))
	switch v {
	case "changeme", "change-me", "change_me", "changeit", "todo", "tbd", "fixme", "placeholder", "replaceme",
		"replace-me", "replace_me", "dummy", "docker_tag", "image_tag", "insert-here", "none-yet", "your-token", "secret-here":
		return true
	}
	if len(v) >= 3 && strings.Trim(v, "x") == "" {
		return true
	}
	return len(v) > 4 && v[0] == '<' && v[len(v)-1] == '>' && !strings.ContainsAny(v[1:len(v)-1], "<>/=\"")
}
