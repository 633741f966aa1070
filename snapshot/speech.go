package snapshot

import "strings"

// speechMark separates a fingerprint from its speech in a file.
const speechMark = " speaks "

// Speech returns the environments' words in a sealed value, in order, as in `x-dev/x-preprod`, without the rest of the value. It returns "" if
// there are none, or if they must not be shown.
func (n *Node) Speech() string {
	if n.Kind == Secret && len(n.Children) == 1 {
		return n.Children[0].Text
	}
	return ""
}

func (n *Node) speak(speech string) {
	if speech != "" {
		n.Children = []Node{{Kind: String, Text: speech, Line: n.Line}}
	}
}

// Tell sets the function that returns a value's speech, by the name and the value: see Node.Speech. Its result must not contain a secret. Tell
// must be called before anything is sealed.
func (s *Sealer) Tell(speech func(name, value string) string) { s.speech = speech }

// written returns a Secret's text for a file.
func (n *Node) written() string {
	if speech := n.Speech(); speech != "" {
		return n.Text + speechMark + speech
	}
	return n.Text
}

// parted splits the result of written.
func (n *Node) parted() {
	if n.Kind == Secret {
		text, speech, ok := strings.Cut(n.Text, speechMark)
		if ok {
			n.Text = text
			n.speak(speech)
		}
	}
}
