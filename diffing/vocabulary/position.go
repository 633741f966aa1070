package vocabulary

// LongText is the length in bytes from which a text is a script or a document, and no identifier. One word in it proves nothing.
const LongText = 400

// PositionOf returns the kind of text that a value is, by its look alone.
func PositionOf(text string) Position {
	spaces, bare, code := 0, true, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == ' ', c == '\n', c == '\t':
			spaces++
			bare = false
		case c == '=' || c == '{' || c == '"':
			bare, code = false, true
		case c == '-' || c == '_' || c == '.' || c == '/' || c == ':' || c == '@':
			bare = false
		}
	}
	switch {
	case spaces >= 3 && !code:
		return Prose
	case bare:
		return BareWord
	default:
		return Identifier
	}
}
