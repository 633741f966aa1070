package answers

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/journeys"
)

// Naming finds the names of environments in answers while they are there: a run file keeps what was found and not the answer.
type Naming struct {
	words *vocabulary.Vocabulary
	at    map[string]int    // environment → index in words
	hosts map[string]string // host of a base URL → the one environment that has it
}

// NewNaming takes all environments of the config, else those that journeys run in.
func NewNaming(envs []drift.Environment, targets []journeys.Target) *Naming {
	if len(envs) == 0 {
		for i := range targets {
			t := &targets[i]
			envs = append(envs, drift.Environment{Name: t.Name, Reference: t.Reference, Vocabulary: t.Vocabulary})
		}
	}
	n := &Naming{words: VocabularyOf(envs), at: map[string]int{}, hosts: map[string]string{}}
	for i, e := range envs {
		n.at[e.Name] = i
	}
	shared := map[string]bool{}
	for i := range targets {
		u, err := url.Parse(targets[i].BaseURL)
		if err != nil || u.Host == "" {
			continue
		}
		host := strings.ToLower(u.Host)
		if _, seen := n.hosts[host]; seen {
			shared[host] = true
		}
		n.hosts[host] = targets[i].Name
	}
	for host := range shared {
		delete(n.hosts, host) // environments below one host do not name one another by it
	}
	return n
}

// own returns s without the names that the environment has for itself, and whether there were any.
func (n *Naming) own(env, s string) (string, bool) {
	i, ok := n.at[env]
	if !ok {
		return s, false
	}
	return n.words.Neutral(i, s)
}

// foreign returns the first name of another environment in a value, nil where there is none. A host that another environment is reached
// at is one wherever it stands. A word is one in the coordinates of a value only: its URLs, or the whole of it where it is a host, a path
// or an address. A plain English word counts in a host alone.
func (n *Naming) foreign(t *journeys.Target, s string) *journeys.Leak {
	for _, c := range coordinates(s) {
		host := hostOf(c)
		if of := n.HostOf(host); of != "" && of != t.Name && !named(t, host) {
			return &journeys.Leak{Word: host, Of: of}
		}
		i, ok := n.at[t.Name]
		if !ok {
			continue
		}
		for _, h := range n.words.Foreign(i, vocabulary.Identifier, c) {
			inHost := strings.Contains(host, h.Word)
			if h.Ordinary && !inHost || inHost && named(t, host) || h.Owner < 0 {
				continue
			}
			for name, at := range n.at {
				if at == h.Owner {
					return &journeys.Leak{Word: h.Word, Of: name}
				}
			}
		}
	}
	return nil
}

// named reports whether the config gives a host to the target: what it may send to it may as well name.
func named(t *journeys.Target, host string) bool {
	u := &url.URL{Scheme: "https", Host: host}
	for _, h := range t.Hosts {
		if strings.EqualFold(h, host) || strings.EqualFold(h, u.Hostname()) {
			return true
		}
	}
	return false
}

var urlForm = regexp.MustCompile(`[A-Za-z][A-Za-z0-9+.-]*://[^\s"'<>\\]+`)

// coordinates returns the parts of a value that say where something is: its URLs, else the whole of it where that is one word with a dot,
// a slash, a colon or an @ in it.
func coordinates(s string) []string {
	if len(s) > 64<<10 {
		s = s[:64<<10]
	}
	if strings.Contains(s, "://") {
		return urlForm.FindAllString(s, 100)
	}
	if len(s) < 1024 && s != "" && strings.ContainsAny(s, "./:@") && !strings.ContainsAny(s, " \t\n") {
		return []string{s}
	}
	return nil
}

// hostOf returns the host of a coordinate with its port, and the coordinate itself where it has no slash.
func hostOf(c string) string {
	if u, err := url.Parse(c); err == nil && u.Host != "" {
		return u.Host
	}
	if i := strings.LastIndexByte(c, '@'); i >= 0 {
		c = c[i+1:]
	}
	if strings.ContainsRune(c, '/') || !strings.ContainsRune(c, '.') {
		return ""
	}
	return c
}

// VocabularyOf returns the words by which environments name themselves: those of the config and those of their names.
func VocabularyOf(envs []drift.Environment) *vocabulary.Vocabulary {
	in := make([]vocabulary.Env, len(envs))
	for i, e := range envs {
		in[i] = vocabulary.Env{Name: e.Name, Reference: e.Reference, Configured: e.Vocabulary, Struck: e.Struck}
	}
	v := vocabulary.New(in)
	v.Learn()
	return v
}

// HostOf returns the one environment that is reached at a host, "" for none.
func (n *Naming) HostOf(host string) string { return n.hosts[strings.ToLower(host)] }
