package values

// Ordered reports whether the order of a list of this name means something to its reader.
func Ordered(name string) bool {
	return name == "command" || name == "args" || name == "entrypoint" || name == "middleware" || name == "pipeline"
}

// ReferenceEnd returns the offset at which the reference `${…}` that begins at from ends, len(text) if nothing closes it.
func ReferenceEnd(text string, from int) int {
	depth := 0
	for i := from; i < len(text); i++ {
		switch text[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}

// InName reports whether c can be part of a dotted name, as hosts and addresses of resources have it.
func InName(c byte) bool {
	return c == '.' || c == '_' || c == '-' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
