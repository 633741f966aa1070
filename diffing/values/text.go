package values

// Ordered reports whether the order of a list of this name has a meaning to its reader.
func Ordered(name string) bool {
	return name == "command" || name == "args" || name == "entrypoint" || name == "middleware" || name == "pipeline"
}

// ReferenceEnd returns the offset of the end of the reference `${…}` that begins at from, len(text) if it is not closed.
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

// InName reports whether a dotted name, such as a host or the address of a resource, may contain c.
func InName(c byte) bool {
	return c == '.' || c == '_' || c == '-' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
