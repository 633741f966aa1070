package secret

import "strings"

// SaysPlaceholder reports whether the words of a secret show that it is none: "invalid-token", "fake_key", "please_change_me". In other values such
// words prove nothing.
func SaysPlaceholder(secret string) bool {
	v := strings.ToLower(secret)
	if len(v) > 40 {
		return false
	}
	for _, begin := range [...]string{"invalid", "fake", "dummy", "not-a-", "not_a_", "notasecret", "please"} {
		if strings.HasPrefix(v, begin) {
			return true
		}
	}
	return strings.Contains(v, "change_me") || strings.Contains(v, "change-me") || strings.Contains(v, "changeme") || strings.Contains(v, "replace_me")
}

// Placeholder reports whether value is a stand-in that should have been replaced: "changeme", "TODO", "<your-token>", "xxxx", "DOCKER_TAG".
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
