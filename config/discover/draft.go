package discover

import (
	"bytes"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/envparity/envparity/names"
)

// draft is the config being written.
type draft struct {
	options Options
	envs    []*environment
	blocks  []string
	seen    map[string]bool
	notes   []string
	taken   []*candidate
	left    int               // number of collect blocks beyond maxCollects
	over    []string          // the places of those blocks
	code    map[string]*place // folder of Terraform → the place with its values
	chart   func(dir string) bool
	exists  func(name string) bool
	charts  []string // collect blocks that would render charts, suggested
}

func (d *draft) names() []string {
	out := make([]string, len(d.envs))
	for i, e := range d.envs {
		out[i] = e.name
	}
	return out
}

func (d *draft) byClass(name string) *environment {
	for _, e := range d.envs {
		if e.class.name == name {
			return e
		}
	}
	return nil
}

// add writes the collect blocks of one place. Environments with members and those without need a block each.
func (d *draft) add(c *candidate) {
	var plain, split, bases []occurrence
	for _, o := range c.place.envs {
		switch e := d.byClass(o.class.name); {
		case e == nil:
			continue
		case o.base:
			bases = append(bases, o)
		case o.member != "":
			split = append(split, o)
		default:
			plain = append(plain, o)
		}
	}
	if len(classesOf(slices.Concat(plain, split, bases))) < 2 {
		return
	}
	d.taken = append(d.taken, c)
	d.sites(c.place)
	d.notes = append(d.notes, describe(c))
	for _, s := range c.sources {
		switch {
		case len(bases) > 0 && c.place.file != "":
			top := *c.place
			top.key = ""
			d.block(&top, s, bases, ".")
		case len(bases) > 0:
			b := source{typ: s.typ, attr: s.attr, format: s.format, what: s.what}
			if c.place.dir { // the files beside the environment's folder
				b.below = strings.TrimPrefix(s.below, "/")
			}
			d.block(&place{parent: c.place.parent, prefix: bases[0].name}, b, bases, "")
			if s.typ == "files" && !bases[0].whole {
				s.defaults = path.Join(c.place.parent, bases[0].name)
			}
		}
		if d.holds(c.place, s, plain) {
			d.block(c.place, s, plain, d.word(plain))
		}
		if d.holds(c.place, s, split) {
			d.block(c.place, s, split, memberPattern(c.place, split, d.word(split), d.member(split)))
		}
	}
}

// holds reports whether the source has something to read in one of the environments os. Of four folders with members and without, two may have
// what the others lack.
func (d *draft) holds(p *place, s source, os []occurrence) bool {
	if len(os) == 0 || !p.dir || strings.Contains(s.below, "*") {
		return len(os) > 0
	}
	return slices.ContainsFunc(os, func(o occurrence) bool { return d.exists(p.path(o) + s.below) })
}

// sites adds the glued name to an environment's words if its word is glued to a site's name: idfprod.
func (d *draft) sites(p *place) {
	site := p.prefix[len(strings.TrimRight(p.prefix, letters)):]
	if site == "" {
		return
	}
	for _, o := range p.envs {
		if e := d.byClass(o.class.name); e != nil && !slices.Contains(e.words, site+o.word) {
			e.words = append(e.words, site+o.word)
		}
	}
}

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

// word returns the expression for the environment's word: its name, or a var if places use different names.
func (d *draft) word(os []occurrence) string {
	differs := false
	for _, o := range os {
		differs = differs || d.byClass(o.class.name).name != o.word
	}
	if !differs {
		return "${env.name}"
	}
	return "${env.vars." + alias(os, func(o occurrence) map[string]string { return d.byClass(o.class.name).vars }, func(o occurrence) string { return o.word }) + "}"
}

// alias returns the name of the first variable in which each of os may have its text: alias, alias2, … vars returns the variables of one.
func alias(os []occurrence, vars func(occurrence) map[string]string, text func(occurrence) string) string {
	for n := 1; ; n++ {
		name := "alias"
		if n > 1 {
			name = fmt.Sprintf("alias%d", n)
		}
		if slices.ContainsFunc(os, func(o occurrence) bool {
			v, ok := vars(o)[name]
			return ok && v != text(o)
		}) {
			continue
		}
		for _, o := range os {
			vars(o)[name] = text(o)
		}
		return name
	}
}

// member returns the expression for a member's text: its name, or a var if places spell it differently.
func (d *draft) member(os []occurrence) string {
	of := func(o occurrence) *member { return d.byClass(o.class.name).member(o.member) }
	if !slices.ContainsFunc(os, func(o occurrence) bool { return of(o).name != o.member }) {
		return "${member.name}"
	}
	return "${member.vars." + alias(os, func(o occurrence) map[string]string { return of(o).vars }, func(o occurrence) string { return o.member }) + "}"
}

// memberPattern adds the member before or after the word, as the names do.
func memberPattern(p *place, os []occurrence, word, member string) string {
	o := os[0]
	name := strings.TrimSuffix(strings.TrimPrefix(o.name, p.prefix), p.suffix)
	if o.last {
		sep := strings.TrimSuffix(strings.TrimPrefix(name, o.member), o.word)
		return member + literal(sep) + word
	}
	sep := strings.TrimSuffix(strings.TrimPrefix(name, o.word), o.member)
	return word + literal(sep) + member
}

// claimed returns s, or the variable files alone as a source where another place already reads their code with other values.
func (d *draft) claimed(p *place, s source) source {
	if s.code == "" {
		return s
	}
	if d.code == nil {
		d.code = map[string]*place{}
	}
	if by := d.code[s.code]; by == nil {
		d.code[s.code] = p
	} else if by != p {
		return source{typ: "files", attr: "path", below: s.below, what: variableFile}
	}
	return s
}

// pathOf returns the path of a place in the config, with word for the environment. Names from the repository stand in it as they are.
func pathOf(p *place, s source, word string) string {
	name, below := literal, literal
	if s.attr == "path" { // it takes globs
		name = func(s string) string { return literal(globSigns.ReplaceAllString(s, `\$0`)) }
		below = func(s string) string { return literal(globBrackets.ReplaceAllString(s, `\$0`)) }
	}
	at := name(p.prefix) + word + name(p.suffix) + below(s.below)
	if p.file != "" {
		at = name(p.file)
	}
	if p.parent != "." {
		at = name(p.parent) + "/" + at
	}
	return at
}

func (d *draft) block(p *place, s source, os []occurrence, word string) {
	s = d.claimed(p, s)
	at := pathOf(p, s, word)
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\ncollect %q {\n", s.what, s.typ)
	if s.code != "" {
		fmt.Fprintf(&b, "  config = %s\n", quoted(s.code))
		if out := beside(p, s.code); len(out) > 0 {
			fmt.Fprintf(&b, "  exclude = [%s]\n", strings.Join(quotedAll(out), ", "))
		}
	}
	if s.attr == "compose" && s.defaults != "" {
		fmt.Fprintf(&b, "  compose = [%s, \"%s\"]\n", quoted(s.defaults), at)
	} else {
		fmt.Fprintf(&b, "  %s = \"%s\"\n", s.attr, at)
	}
	switch {
	case p.file == "":
	case p.profiles:
		fmt.Fprintf(&b, "  profile = \"%s\"\n", word)
	case p.field != "":
		fmt.Fprintf(&b, "  key = \"%s[%s=%s]\"\n", literal(p.key), literal(p.field), word)
	default:
		fmt.Fprintf(&b, "  key = \"%s\"\n", strings.TrimPrefix(literal(p.key)+".", ".")+word)
	}
	switch {
	case s.format == "":
	case s.typ == "envvars":
		fmt.Fprintf(&b, "  dialect = %s\n", quoted(s.format))
	default:
		fmt.Fprintf(&b, "  format = %s\n", quoted(s.format))
	}
	if s.defaults != "" && s.typ == "files" {
		fmt.Fprintf(&b, "  defaults = %s\n", quoted(s.defaults))
	}
	switch {
	case s.from == "":
	case s.perhaps:
		fmt.Fprintf(&b, "  perhaps_from = %s # files of the same names; write `defaults_from` if they hold the defaults of these\n", quoted(s.from))
	default:
		fmt.Fprintf(&b, "  defaults_from = %s\n", quoted(s.from))
	}
	if s.as != "" {
		fmt.Fprintf(&b, "  as = %q\n", s.as)
	}
	if only := d.only(os); len(only) > 0 {
		fmt.Fprintf(&b, "  only = [%s]\n", strings.Join(quotedAll(only), ", "))
	}
	b.WriteString("}\n")
	if d.seen == nil {
		d.seen = map[string]bool{}
	}
	if d.seen[b.String()] {
		return
	}
	d.seen[b.String()] = true
	if len(d.blocks) == maxCollects {
		d.left++
		d.over = append(d.over, at)
		return
	}
	d.blocks = append(d.blocks, b.String())
	if !p.dir && strings.HasPrefix(p.prefix, "values") && d.chart(p.parent) {
		d.charts = append(d.charts, fmt.Sprintf("# collect \"helm\" {\n#   chart  = \"%s\"\n#   values = [\"%s\"]\n# }\n", literal(p.parent), at))
	}
}

// only lists the environments that os belong to, or of an environment the members if it has others; nil for all.
func (d *draft) only(os []occurrence) []string {
	var list []string
	whole := 0
	for _, e := range d.envs {
		var here []string
		plain := false
		for _, o := range os {
			switch {
			case o.class.name != e.class.name:
			case o.member == "":
				plain = true
			default:
				here = append(here, e.name+"/"+e.member(o.member).name)
			}
		}
		if plain || len(here) == len(e.members) && len(here) > 0 {
			list, whole = append(list, e.name), whole+1
		} else {
			list = append(list, here...)
		}
	}
	if whole == len(d.envs) {
		return nil
	}
	return list
}

func classesOf(os []occurrence) []string {
	var out []string
	for _, o := range os {
		if !slices.Contains(out, o.class.name) {
			out = append(out, o.class.name)
		}
	}
	return out
}

// describe describes a place in a line: "overlays/{staging,prod}: a kustomize overlay".
func describe(c *candidate) string {
	var what []string
	for _, s := range c.sources {
		w := s.what
		switch {
		case s.defaults != "":
			w += " over " + s.defaults
		case s.from != "" && !s.perhaps:
			w += " over " + s.from
		case s.code != "":
			w += ", of " + s.code
		}
		if !slices.Contains(what, w) {
			what = append(what, w)
		}
	}
	text := c.place.shown() + ": " + strings.Join(what, ", ")
	for _, o := range c.place.envs {
		if o.base {
			name := o.name
			if name == "" {
				name = "what stands beside it"
			}
			text += "; " + name + " is taken for " + roleName(o)
			if c.place.file == "" {
				text += ", which no other file is named for"
			}
		}
	}
	return text
}

func roleName(o occurrence) string {
	switch o.env {
	case "prod":
		return "production"
	case "dev", "development":
		return "development"
	}
	return o.env
}

// write returns the config, formatted as a person would write it.
func (d *draft) write() []byte {
	var b bytes.Buffer
	b.WriteString("# What envparity compares, as `envparity init` found it. Read it, correct it, keep it with the code.\n")
	fmt.Fprintf(&b, "project = %s\n", quoted(d.options.Project))
	for i, e := range d.envs {
		fmt.Fprintf(&b, "\nenvironment %s {\n", quoted(e.name))
		if i == len(d.envs)-1 {
			b.WriteString("  reference = true # all others are compared with this one\n")
		}
		if i == 0 {
			b.WriteString("  # purpose    = \"What it is for, in a sentence.\"\n")
			b.WriteString("  # vocabulary = [\"other words by which it names itself: an account id, a host\"]\n")
		}
		if len(e.words) > 0 {
			fmt.Fprintf(&b, "  vocabulary = [%s]\n", strings.Join(quotedAll(e.words), ", "))
		}
		b.WriteString(assignments(e.vars))
		for _, m := range e.members {
			if body := assignments(m.vars); body != "" {
				fmt.Fprintf(&b, "  member %s {\n%s}\n", quoted(m.name), body)
			} else {
				fmt.Fprintf(&b, "  member %s {}\n", quoted(m.name))
			}
		}
		b.WriteString("}\n")
	}
	for _, block := range d.blocks {
		b.WriteString("\n" + block)
	}
	if d.left > 0 {
		fmt.Fprintf(&b, "\n# %s alike; add %s in the same way.\n", names.Count(d.left, "more place")+" "+names.Verb(d.left, "looks", "look"), names.Verb(d.left, "it", "them"))
	}
	if len(d.charts) > 0 {
		b.WriteString("\n# Charts, to be compared as they render with these values (their dependencies must be there):\n")
		b.WriteString(strings.Join(d.charts, ""))
	}
	d.live(&b)
	return hclwrite.Format(b.Bytes())
}

// assignments writes the vars of an environment or a member, "" if it has none.
func assignments(vars map[string]string) string {
	if len(vars) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("  vars = {\n")
	for _, n := range slices.Sorted(maps.Keys(vars)) {
		fmt.Fprintf(&b, "    %s = %s # its name in some paths\n", n, quoted(vars[n]))
	}
	b.WriteString("  }\n")
	return b.String()
}

// live suggests the clusters of this machine. They are read only if a person adds them.
func (d *draft) live(b *bytes.Buffer) {
	for _, e := range d.envs {
		for _, c := range d.options.Contexts {
			if slices.ContainsFunc(tokens(c), func(t token) bool { return t.class.name == e.class.name }) {
				if !strings.Contains(b.String(), "# Live clusters") {
					b.WriteString("\n# Live clusters of this machine's kubeconfig, to be compared as well:\n")
				}
				fmt.Fprintf(b, "# collect \"kubernetes\" {\n#   context = %s\n#   only    = [%s]\n# }\n", quoted(c), quoted(e.name))
			}
		}
	}
}

// literal escapes s for an HCL string. A character that a terminal obeys, or that nobody sees, is an escape.
func literal(s string) string {
	s = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`, "${", "$${", "%{", "%%{").Replace(strings.ToValidUTF8(s, "\uFFFD"))
	var b strings.Builder
	for _, r := range s {
		switch {
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

var (
	// globSigns are the characters of a name that mean something in a glob.
	globSigns = regexp.MustCompile(`[*?\[\]{}\\]`)
	// globBrackets are those that never stand in a glob of ours.
	globBrackets = regexp.MustCompile(`[?\[\]{}\\]`)
)

func quotedAll(list []string) []string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = quoted(list[i])
	}
	return out
}

func quoted(s string) string { return `"` + literal(s) + `"` }
