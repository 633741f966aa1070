package diffing

import (
	"strconv"
	"strings"

	"github.com/envparity/envparity/diffing/align"
	"github.com/envparity/envparity/snapshot"
)

// join makes one cause of causes that are told in more than one way.
func (c *comparer) join(list []Drift, causes []string) {
	joined := union{}
	for _, way := range []func(*Drift) (key string, least int){c.block, c.crowd, c.family, c.standIn, c.likeNamed, c.files, c.named, c.tags, c.room, c.replaced, c.alerts, c.entries} {
		by := map[string][]int{}
		least := map[string]int{}
		var order []string
		for i := range list {
			k, n := way(&list[i])
			if k == "" {
				continue
			}
			if by[k] == nil {
				order = append(order, k)
			}
			by[k], least[k] = append(by[k], i), n
		}
		for _, k := range order {
			if at := by[k]; len(at) >= least[k] {
				for _, i := range at[1:] {
					joined.join(causes[at[0]], causes[i])
				}
			}
		}
	}
	if len(joined) == 0 {
		return
	}
	for i := range causes {
		causes[i] = joined.of(causes[i])
	}
}

// presence says in which environments something is.
func presence(d *Drift) string {
	var b strings.Builder
	for e := range d.Sides {
		b.WriteString(string(d.Sides[e].State))
		b.WriteByte(',')
	}
	return b.String()
}

// block: the arguments of one block of Terraform, or the settings below one key whose names begin with the same word, that the same
// environments have and the others lack. Variables are settings each for itself.
func (c *comparer) block(d *Drift) (string, int) {
	if !oneSided(d) || d.Path == "" {
		return "", 0
	}
	if tagged(d.Path) {
		return "labels " + d.Resource.ID + " " + string(d.Kind) + presence(d), 2
	}
	if d.Resource.Kind == "variable" || d.Resource.Kind == "local" || d.Collector != "terraform" && d.Resource.Kind != "file" {
		return "", 0
	}
	p, err := snapshot.ParsePath(d.Key)
	if err != nil || len(p) == 0 || p[len(p)-1].Kind != snapshot.StepKey || shouted(p[len(p)-1].Name) {
		return "", 0
	}
	first := ""
	if d.Collector != "terraform" {
		list := align.Words(p[len(p)-1].Name)
		if len(list) < 2 {
			return "", 0
		}
		first = list[0]
	}
	return "block " + d.Resource.ID + " " + p[:len(p)-1].String() + " " + first + " " + string(d.Kind) + presence(d), 3
}

// crowd: five variables of one service and more that only the same environments have.
func (c *comparer) crowd(d *Drift) (string, int) {
	if !oneSided(d) || d.Path == "" {
		return "", 0
	}
	p, err := snapshot.ParsePath(d.Key)
	if err != nil || len(p) < 2 || !shouted(variableOf(p[len(p)-1])) {
		return "", 0
	}
	return "crowd " + d.Resource.ID + " " + p[:len(p)-1].String() + " " + string(d.Kind) + presence(d), 5
}

// variableOf is the name of the variable that a step leads to, "" where it leads to none.
func variableOf(s snapshot.Step) string {
	switch {
	case s.Kind == snapshot.StepElement && s.Name == "name":
		return s.Value
	case s.Kind == snapshot.StepKey:
		return s.Name
	}
	return ""
}

// family: variables of one service whose names begin alike (MAIL_API_KEY, MAIL_API_URL), in the same environments only.
func (c *comparer) family(d *Drift) (string, int) {
	if !oneSided(d) || d.Path == "" {
		return "", 0
	}
	p, err := snapshot.ParsePath(d.Key)
	if err != nil || len(p) == 0 {
		return "", 0
	}
	name := variableOf(p[len(p)-1])
	stem := ""
	if shouted(name) {
		stem = stemOf(name)
	}
	if stem == "" {
		return "", 0
	}
	return "family " + d.Resource.ID + " " + p[:len(p)-1].String() + " " + stem + " " + string(d.Kind) + presence(d), 2
}

// stemOf is what a variable shares with its family: its first two words, the first of a name of two.
func stemOf(name string) string {
	list := align.Words(name)
	switch {
	case len(list) < 2:
		return ""
	case len(list) == 2:
		switch list[0] {
		case "ff", "feature", "flag", "enable", "disable", "use", "app", "is", "allow", "max", "min", "no", "skip", "default", "the", "my":
			return ""
		}
		return list[0]
	}
	return list[0] + " " + list[1]
}

// shouted reports whether a name is written as variables are: LOG_LEVEL.
func shouted(name string) bool {
	return strings.ToUpper(name) == name && strings.ContainsFunc(name, func(r rune) bool { return r >= 'A' && r <= 'Z' })
}

// standIn: the same stand-in, left in the same environments.
func (c *comparer) standIn(d *Drift) (string, int) {
	if d.Kind != Changed || d.Path == "" {
		return "", 0
	}
	k, some := "", false
	for e := range d.Sides {
		n := d.Sides[e].Node
		if n != nil && (n.Kind == snapshot.String && snapshot.Placeholder(n.Text) || n.Kind == snapshot.Secret && n.Flags&snapshot.FlagPlaceholder != 0) {
			k, some = k+strconv.Itoa(e)+"="+n.Text+",", true // a secret has no text
		}
	}
	if !some {
		return "", 0
	}
	return "stand-in " + d.Collector + " " + d.Resource.Kind + " " + k, 2
}

// likeNamed: resources of one kind, in the same environments only, whose names differ in one word in their middle: a queue for each of five
// consumers. Outside Terraform the last word is enough: the canary of each of five services.
func (c *comparer) likeNamed(d *Drift) (string, int) {
	if !oneSided(d) || d.Path != "" {
		return "", 0
	}
	switch d.Resource.Kind {
	case "variable", "output", "local", "file", snapshot.KindEnvironment:
		return "", 0
	}
	list := align.Words(d.Resource.Name)
	if d.Collector != "terraform" {
		if len(list) < 2 {
			return "", 0
		}
		return "named " + d.Resource.Kind + " … " + list[len(list)-1] + " " + string(d.Kind) + presence(d), 3
	}
	if len(list) < 3 {
		return "", 0
	}
	return "named " + d.Resource.Kind + " " + list[0] + " … " + list[len(list)-1] + " " + string(d.Kind) + presence(d), 3
}

// files: configuration files that the same environments lack.
func (c *comparer) files(d *Drift) (string, int) {
	if !oneSided(d) || d.Path != "" || d.Resource.Kind != "file" {
		return "", 0
	}
	return "files " + d.Collector + " " + string(d.Kind) + presence(d), 2
}

// named: leaks of the same environments that say the same names, of hosts, queues, clusters, whatever else the values say.
func (c *comparer) named(d *Drift) (string, int) {
	if d.Kind != Leaked {
		return "", 0
	}
	k := "named"
	for e := range d.Sides {
		s := &d.Sides[e]
		if s.Word == "" {
			continue
		}
		if s.Node == nil || s.Node.Kind != snapshot.String {
			return "", 0
		}
		h := nameAround(s.Node.Text, s.Word)
		if h == "" {
			return "", 0
		}
		k += " " + strconv.Itoa(e) + "=" + h
	}
	return k, 2
}

// nameAround is the name in text that holds word, "" where the word is all there is of it.
func nameAround(text, word string) string {
	part := func(c byte) bool {
		return c == '.' || c == '-' || c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
	}
	start := strings.Index(text, word)
	if start < 0 {
		return ""
	}
	end := start + len(word)
	for start > 0 && part(text[start-1]) {
		start--
	}
	for end < len(text) && part(text[end]) {
		end++
	}
	name := strings.Trim(text[start:end], ".-_")
	if len(name) < len(word)+3 {
		return ""
	}
	return name
}

// tags: the tags that a provider gives to all it makes, in each of its regions.
func (c *comparer) tags(d *Drift) (string, int) {
	if !oneSided(d) || d.Resource.Kind != "provider_config" || !strings.HasPrefix(d.Path, "default_tags") {
		return "", 0
	}
	return "tags " + string(d.Kind) + presence(d), 2
}

// room: what is asked for and what is allowed at most, of one container.
func (c *comparer) room(d *Drift) (string, int) {
	if d.Kind != Changed {
		return "", 0
	}
	p, err := snapshot.ParsePath(d.Key)
	if err != nil || len(p) < 2 {
		return "", 0
	}
	switch n := len(p) - 2; p[n].Name {
	case "limits", "requests", "default", "defaultRequest":
		k := "room " + d.Resource.ID + " " + p[:n].String() + " " + p[n+1].Name
		for e := range d.Sides {
			k += " " + strconv.Itoa(d.Sides[e].Class)
		}
		return k, 2
	}
	return "", 0
}

// replaced: the values of one list that some environments have and the others have others for.
func (c *comparer) replaced(d *Drift) (string, int) {
	if !oneSided(d) || d.Path == "" {
		return "", 0
	}
	p, err := snapshot.ParsePath(d.Key)
	if err != nil || len(p) < 2 || p[len(p)-1].Kind != snapshot.StepElement || p[len(p)-1].Name != "" {
		return "", 0
	}
	k, first := "replaced "+d.Resource.ID+" "+p[:len(p)-1].String(), d.Sides[0].State
	for e := range d.Sides {
		if s := d.Sides[e].State; s == UnknownState {
			return "", 0
		} else if s == first {
			k += " a"
		} else {
			k += " b"
		}
	}
	return k, 2
}

// alerts: the conditions of one file of alerts, where the same environments have another version of them.
func (c *comparer) alerts(d *Drift) (string, int) {
	if d.Kind != Changed || d.Resource.Kind != "PrometheusRule" || lastName(d.Path) != "expr" {
		return "", 0
	}
	k := "alerts " + d.Resource.ID
	for e := range d.Sides {
		k += " " + strconv.Itoa(d.Sides[e].Class)
	}
	return k, 3
}

// entries: the same setting of several entries of one list, that only the same environments have: a rule that is switched off for a dozen
// front ends.
func (c *comparer) entries(d *Drift) (string, int) {
	if !oneSided(d) || d.Path == "" {
		return "", 0
	}
	p, err := snapshot.ParsePath(d.Key)
	if err != nil || len(p) < 2 {
		return "", 0
	}
	if last := p[len(p)-1]; last.Kind == snapshot.StepIndex || last.Kind == snapshot.StepElement && last.Name == "" {
		p = p[:len(p)-1] // a value of the setting, which is a list itself
	}
	k, some := "entries "+d.Resource.ID+" "+string(d.Kind)+presence(d), false
	for i := range p {
		s := p[i]
		if i < len(p)-1 && s.Kind == snapshot.StepElement && s.Name != "" {
			s.Value, some = "", true
		}
		k += "/" + s.Name + "=" + s.Value
	}
	if !some {
		return "", 0
	}
	return k, 3
}
