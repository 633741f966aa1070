package drift

// Environment is what comparing has to know of one environment.
type Environment struct {
	Name       string
	Reference  bool
	Vocabulary []string // configured words; the name itself is always one
	Struck     []string // learned words a person has struck
	Ephemeral  bool     // a preview: held to lighter rules
	Vars       map[string]string
	Members    map[string][]string // further words by which a member names itself, by the member's name
}

// Word is one word of an environment's vocabulary, with where it came from.
type Word struct {
	Environment string
	Word        string
	Origin      string // "name", "configured", "learned"
	Evidence    int    // substitutions that support a learned word
	Example     string // one of them, for people
}
