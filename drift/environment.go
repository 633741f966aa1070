package drift

// Environment is the input of comparing about one environment.
type Environment struct {
	Name       string
	Reference  bool
	Vocabulary []string // configured words; the name itself always counts
	Struck     []string // learned words that a person has struck
	Ephemeral  bool     // a preview, with milder rules
	Vars       map[string]string
	Members    map[string][]string // further words by which a member names itself, by the member's name
}

// Word is one word of an environment's vocabulary, with its origin.
type Word struct {
	Environment string
	Word        string
	Origin      string // "name", "configured", "learned"
	Evidence    int    // substitutions that support a learned word
	Example     string // one of them, for people
}
