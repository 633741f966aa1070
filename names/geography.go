package names

import (
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Geographic reports whether names are those of parts of the world, in which one system runs several times: countries (srilanka, Sri Lanka),
// continents, regions of a cloud (eu-west-1, eastus2), or codes of countries alone (de, us). Countries and codes are those of CLDR.
func Geographic(list []string) bool {
	world := newAtlas()
	sure, codes := 0, 0
	for _, name := range list {
		switch {
		case world.region(name):
			sure++
		case code(Plain(name)):
			codes++
		}
	}
	return len(list) > 0 && (sure*2 > len(list) || sure+codes == len(list))
}

// atlas has the English names of countries and continents, folded as by Plain.
type atlas map[string]bool

func newAtlas() atlas {
	world := atlas{}
	english := display.English.Regions()
	add := func(text string) {
		if r, err := language.ParseRegion(text); err == nil {
			if name := Plain(english.Name(r)); len(name) > 2 {
				world[name] = true
			}
		}
	}
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			add(string([]rune{a, b}))
		}
	}
	for _, continent := range []string{"002", "009", "019", "142", "150"} { // of UN M49
		add(continent)
	}
	return world
}

// region reports whether a name is that of a country or continent, or of a part of one by the compass.
func (a atlas) region(name string) bool {
	rest := strings.TrimRight(Plain(name), "0123456789")
	if a[rest] || CloudRegion(name) {
		return true
	}
	part := false
	for _, point := range []string{"central", "north", "south", "east", "west"} {
		for _, cut := range []func(s, fix string) (string, bool){strings.CutPrefix, strings.CutSuffix} {
			if r, ok := cut(rest, point); ok {
				rest, part = r, true
			}
		}
	}
	return part && (code(rest) || a[rest])
}

// code reports whether a text is the code of a country or of the European Union.
func code(text string) bool {
	r, err := language.ParseRegion(text)
	return err == nil && len(text) == 2 && (r.IsCountry() || r.IsGroup())
}

// CloudRegion reports whether a text has the form of a cloud's region: eu-west-1, us-gov-east-1.
func CloudRegion(text string) bool {
	parts := strings.Split(text, "-")
	if len(parts) < 3 || len(parts) > 4 || len(parts[0]) != 2 {
		return false
	}
	last := parts[len(parts)-1]
	if len(last) == 0 || len(last) > 2 || strings.Trim(last, "0123456789") != "" {
		return false
	}
	for _, p := range parts[:len(parts)-1] {
		if strings.ContainsFunc(p, func(r rune) bool { return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') }) {
			return false
		}
	}
	return true
}
