package envfile

import "sort"

// voters are the dialects to compare if nobody says which program reads a file. Docker and systemd are not among them, because commands and units
// name their files (--env-file, EnvironmentFile=), and docker keeps all quotes.
func voters() []Dialect { return []Dialect{Compose, Node, Ruby, Python, Shell} }

// Readings is how several dialects read one variable.
type Readings struct {
	Value    string    // the value that most dialects with a value read
	Sure     bool      // more than half of those dialects read it
	Disagree []Dialect // dialects that read another value
}

// maxCompared is the greatest length in bytes of a text to compare.
const maxCompared = 1 << 20

// Compare reads text by several dialects and returns the readings of each variable by name. It leaves out a variable if no dialect reads a value.
func Compare(text string) map[string]Readings {
	if len(text) > maxCompared {
		return nil
	}
	votes := map[string]map[string][]Dialect{}
	for _, d := range voters() {
		for _, v := range Read(d, text).Variables {
			if v.Unknown != "" {
				continue
			}
			if votes[v.Name] == nil {
				votes[v.Name] = map[string][]Dialect{}
			}
			votes[v.Name][v.Value] = append(votes[v.Name][v.Value], d)
		}
	}
	out := make(map[string]Readings, len(votes))
	for name, by := range votes {
		values, all := make([]string, 0, len(by)), 0
		for value, who := range by {
			values = append(values, value)
			all += len(who)
		}
		sort.Slice(values, func(i, j int) bool {
			if a, b := len(by[values[i]]), len(by[values[j]]); a != b {
				return a > b
			}
			return values[i] < values[j]
		})
		r := Readings{Value: values[0], Sure: 2*len(by[values[0]]) > all}
		for _, value := range values[1:] {
			r.Disagree = append(r.Disagree, by[value]...)
		}
		sort.Slice(r.Disagree, func(i, j int) bool { return r.Disagree[i] < r.Disagree[j] })
		out[name] = r
	}
	return out
}
