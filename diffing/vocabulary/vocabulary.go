// Package vocabulary knows the words by which environments name themselves: given ones and ones learned from consistent
// substitution inside identifiers. It takes them out of values, and finds those that speak another environment's name.
package vocabulary

// Env is what is known of one environment beforehand.
type Env struct {
	Name       string
	Reference  bool
	Configured []string
	Struck     []string
}

// Word is a word with where it came from; see diffing.Word.
type Word struct {
	Env      int
	Text     string
	Origin   string // "name", "configured", "learned"
	Evidence int
	Example  string
}

// Position says what kind of text a value is, as far as its place tells: words bind in identifiers, not in prose.
type Position uint8

// The positions.
const (
	Identifier Position = iota // names, hosts, ARNs, URLs, paths
	BareWord                   // a whole value that is one word or number
	Prose                      // descriptions, comments, messages
)

// Hit is a foreign word found in a value.
type Hit struct {
	Word  string
	Owner int // environment index
	Start int // byte offset in the value
}

// Vocabulary is made by New, grows by Observe and Learn, and is safe for concurrent reads after Learn.
type Vocabulary struct{ envs []Env }

// New returns the vocabulary of the environments' names, their well-known synonyms (prod, production, prd, live…) and configured words.
func New(envs []Env) *Vocabulary { return &Vocabulary{envs: envs} }

// Observe shows the learner two values of one attribute in environments a and b; place tells distinct resources apart.
func (v *Vocabulary) Observe(a, b int, place string, pos Position, va, vb string) {}

// Learn turns what was observed into words where the evidence holds.
func (v *Vocabulary) Learn() {}

// Words lists the vocabulary, sorted.
func (v *Vocabulary) Words() []Word { return nil }

// Neutral returns s with environment env's own words replaced by a mark, and whether any was.
func (v *Vocabulary) Neutral(env int, s string) (string, bool) { return s, false }

// Foreign returns the words of other environments that s carries in an identifier position.
func (v *Vocabulary) Foreign(env int, pos Position, s string) []Hit { return nil }
