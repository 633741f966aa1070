package snapshot

import "strings"

// wordsMark separates a fingerprint from the words in a file.
const wordsMark = " speaks "

// EnvironmentWords returns the environments' words in a sealed value, in order, as in `x-dev/x-preprod`, without the rest of the value. It
// returns "" if there are none, or if they must not be shown.
func (n *Node) EnvironmentWords() string {
	if n.Kind == Secret && len(n.Children) == 1 {
		return n.Children[0].Text
	}
	return ""
}

func (n *Node) keepWords(words string) {
	if words != "" {
		n.Children = []Node{{Kind: String, Text: words, Line: n.Line}}
	}
}

// KeepWords sets the function that returns the environments' words of a value, by the name and the value: see Node.EnvironmentWords. Its result
// must not contain a secret. KeepWords must be called before anything is sealed.
func (s *Sealer) KeepWords(words func(name, value string) string) { s.words = words }

// written returns a Secret's text for a file.
func (n *Node) written() string {
	if words := n.EnvironmentWords(); words != "" {
		return n.Text + wordsMark + words
	}
	return n.Text
}

// parted splits the result of written.
func (n *Node) parted() {
	if n.Kind == Secret {
		text, words, ok := strings.Cut(n.Text, wordsMark)
		if ok {
			n.Text = text
			n.keepWords(words)
		}
	}
}
