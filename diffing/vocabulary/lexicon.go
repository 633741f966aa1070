package vocabulary

// Lexicon is the vocabulary of environments and of their members. It has no cache, because a look-up takes longer than computing the answer.
//
// A voice is a number for an environment or for a member of one: the index of the environment, or a greater number for a member. A member has
// words of its own besides its environment's.
type Lexicon struct {
	*Vocabulary

	members []memberVoice
}

type memberVoice struct {
	env   int
	words *Words
}

// NewLexicon returns a lexicon without members.
func NewLexicon(v *Vocabulary) *Lexicon { return &Lexicon{Vocabulary: v} }

// Member adds a member of env with its words, and returns its voice. The voice of a member without words of its own is env.
func (l *Lexicon) Member(env int, words []string) int {
	own := NewWords(words)
	if own == nil {
		return env
	}
	l.members = append(l.members, memberVoice{env, own})
	return len(l.envs) + len(l.members) - 1
}

// HasMembers reports whether a member has words of its own.
func (l *Lexicon) HasMembers() bool { return len(l.members) > 0 }

// OfMember reports whether the voice is a member's.
func (l *Lexicon) OfMember(voice int) bool { return voice >= len(l.envs) }

// Unmembered returns text without the words of the voice's member. The words of its environment stay.
func (l *Lexicon) Unmembered(voice int, text string) string {
	if !l.OfMember(voice) {
		return text
	}
	text, _ = l.members[voice-len(l.envs)].words.Out(text)
	return text
}

// Key returns text without the voice's own words. A text that consists of such a word becomes Mark. Two values that differ only by the names of
// their environments have one key.
func (l *Lexicon) Key(voice int, text string) string {
	if text == "" {
		return ""
	}
	env, rest := voice, text
	if l.OfMember(voice) {
		env, rest = l.members[voice-len(l.envs)].env, l.Unmembered(voice, text)
	}
	neutral, found := l.Neutral(env, rest)
	if !found && rest == text {
		return text
	}
	return Collapse(neutral)
}

// Bare returns text without the words of any environment and of any member.
func (l *Lexicon) Bare(text string) string {
	for voice := range len(l.envs) + len(l.members) {
		text = l.Key(voice, text)
	}
	return text
}
