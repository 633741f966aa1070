package snapshot

import "strings"

// speechMark parts a fingerprint from its speech in a file.
const speechMark = " speaks "

// Speech returns what a sealed value lets be known of itself: which environments' words it speaks and in which order, as in
// `x-dev/x-preprod`, with everything else in it left out. "" for a value that says nothing, or must not.
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

// Tell lets s ask what of a value under a name may be told: see Node.Speech. Whoever gives speech answers for it that no secret is in
// what it returns. It has to be called before anything is sealed.
func (s *Sealer) Tell(speech func(name, value string) string) { s.speech = speech }

// written is a Secret's text in a file.
func (n *Node) written() string {
	if speech := n.Speech(); speech != "" {
		return n.Text + speechMark + speech
	}
	return n.Text
}

// parted takes apart what written put together.
func (n *Node) parted() {
	if n.Kind == Secret {
		text, speech, ok := strings.Cut(n.Text, speechMark)
		if ok {
			n.Text = text
			n.speak(speech)
		}
	}
}
