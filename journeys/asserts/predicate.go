package asserts

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Assert is one line of an [Asserts] section.
type Assert struct {
	Source string
	Expr   Expr
	not    bool
	name   string
	want   *operand
}

// operand is what a predicate compares with: a text with placeholders, one placeholder, an expression, or a value.
type operand struct {
	text  template
	texts bool
	hole  string
	re    *regex
	value any
}

func (o *operand) eval(r Resolve) (any, error) {
	switch {
	case o.hole != "":
		v, err := r(o.hole)
		if s, ok := v.(string); ok && strings.HasPrefix(o.hole, "secret ") {
			return typed(s), err
		}
		return v, err
	case o.texts:
		return o.text.fill(r)
	}
	return o.value, nil
}

// typed takes a value that comes from outside for a number, a boolean or null where it reads like one, as Hurl does.
func typed(s string) any {
	if v, err := decode([]byte(s)); err == nil {
		switch v.(type) {
		case nil, bool, json.Number:
			return v
		}
	}
	return s
}

// takes is the form of what follows a predicate's name.
var takes = map[string]string{
	"==": "value", "!=": "value", ">": "value", ">=": "value", "<": "value", "<=": "value", "includes": "value", "contains": "value",
	"startsWith": "value", "endsWith": "value", "matches": "regex", "exists": "", "isEmpty": "", "isInteger": "", "isFloat": "", "isBoolean": "",
	"isString": "", "isNumber": "", "isCollection": "", "isList": "", "isObject": "", "isDate": "", "isIsoDate": "", "isIpv4": "", "isIpv6": "", "isUuid": "",
}

// Parse reads an assert. A comment may follow it.
func Parse(src string) (*Assert, error) {
	e, rest, err := ParseExpr(src)
	if err != nil {
		return nil, err
	}
	a := &Assert{Expr: *e}
	s := &scanner{src: src, at: len(src) - len(rest)}
	if rest, is := strings.CutPrefix(s.rest(), "not"); is && rest != "" && strings.IndexByte(" \t", rest[0]) >= 0 {
		a.not = true
		s.at += len("not")
		s.space()
	}
	a.name = s.word()
	form, known := takes[a.name]
	switch {
	case a.name == "" && s.done():
		return nil, fmt.Errorf("%q says nothing of the value: a predicate such as == or exists is missing", short(e.Source))
	case !known:
		return nil, fmt.Errorf("%q is neither a filter nor a predicate", short(a.name+s.rest()))
	case form == "regex":
		a.want = &operand{}
		a.want.re, err = s.regex()
	case form == "value":
		a.want, err = s.operand()
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", a.name, err)
	}
	end := s.at
	if !s.done() {
		return nil, fmt.Errorf("%q stands behind the predicate", short(s.rest()))
	}
	a.Source = strings.TrimSpace(src[:end])
	return a, nil
}

var (
	numberForm = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,4})?`)
	bytesForm  = regexp.MustCompile(`^(hex|base64),([^;]*);`)
)

func (s *scanner) operand() (*operand, error) {
	s.space()
	rest := s.rest()
	for w, v := range map[string]any{"true": true, "false": false, "null": nil} {
		if strings.HasPrefix(rest, w) && (len(rest) == len(w) || strings.IndexByte(" \t#", rest[len(w)]) >= 0) {
			s.at += len(w)
			return &operand{value: v}, nil
		}
	}
	var err error
	switch m := bytesForm.FindStringSubmatch(rest); {
	case m != nil:
		s.at += len(m[0])
		var b []byte
		if m[1] == "hex" {
			b, err = hex.DecodeString(strings.Join(strings.Fields(m[2]), ""))
		} else {
			b, err = base64.StdEncoding.DecodeString(strings.Join(strings.Fields(m[2]), ""))
		}
		if err != nil {
			return nil, fmt.Errorf("what stands behind %q is not in that form", m[1]+",")
		}
		return &operand{value: b}, nil
	case strings.HasPrefix(rest, "```"):
		return s.fenced()
	case strings.HasPrefix(rest, "`"):
		s.at++
		t, err := s.until("`")
		return &operand{text: t, texts: true}, err
	case strings.HasPrefix(rest, `"`):
		t, err := s.quoted()
		return &operand{text: t, texts: true}, err
	case strings.HasPrefix(rest, "{{"):
		h, err := s.hole()
		return &operand{hole: h}, err
	case strings.HasPrefix(rest, "file,"):
		return nil, errors.New("a file to compare with is not read")
	}
	if n := numberForm.FindString(rest); n != "" {
		s.at += len(n)
		return &operand{value: json.Number(n)}, nil
	}
	return nil, fmt.Errorf("%q is no value", short(rest))
}

var fenceForm = regexp.MustCompile("^```([a-z0-9,]*)[ \t]*\n")

// fenced reads a text between three backticks. Its first line may name a language, and says whether escapes and placeholders are any.
func (s *scanner) fenced() (*operand, error) {
	escapes, holes := false, true
	if m := fenceForm.FindStringSubmatch(s.rest()); m != nil {
		s.at += len(m[0])
		for _, w := range strings.Split(m[1], ",") {
			escapes = escapes || w == "escape"
			holes = holes && w != "novariable" && w != "novariables"
		}
	} else {
		s.at += 3
	}
	end := strings.Index(s.rest(), "```")
	if end < 0 {
		return nil, errors.New("a text between three backticks does not end")
	}
	body := s.rest()[:end]
	s.at += end + 3
	if !holes {
		return &operand{text: template{{text: body}}, texts: true}, nil
	}
	if !escapes {
		body = strings.ReplaceAll(body, `\`, `\\`)
	}
	t, err := (&scanner{src: body + "\x00"}).until("\x00")
	return &operand{text: t, texts: true}, err
}

// Check reports whether the assert holds, and else what there is instead.
func (a *Assert) Check(ans *Answer, r Resolve) (ok bool, got string, err error) {
	v, found, err := a.Expr.Eval(ans, r)
	if err != nil {
		return false, "", err
	}
	if !found {
		// As in Hurl, nothing meets no predicate, and so meets each negated one.
		return a.not, "nothing", nil
	}
	holds, err := a.holds(v, r)
	if err != nil {
		return false, "", err
	}
	return holds != a.not, text(v), nil
}

func (a *Assert) holds(v any, r Resolve) (bool, error) {
	mismatch := fmt.Errorf("%s does not take a %s", a.name, kind(v))
	var want any
	var err error
	if a.want != nil && a.want.re == nil {
		if want, err = a.want.eval(r); err != nil {
			return false, err
		}
	}
	switch a.name {
	case "==":
		return equal(v, want), nil
	case "!=":
		return !equal(v, want), nil
	case ">", ">=", "<", "<=":
		c, err := order(v, want)
		return c > 0 && a.name[0] == '>' || c < 0 && a.name[0] == '<' || c == 0 && len(a.name) == 2, err
	case "exists":
		return true, nil
	case "isEmpty":
		n, err := count(v, true)
		return n == 0, err
	case "matches":
		s, ok := v.(string)
		if !ok {
			return false, mismatch
		}
		re, err := a.want.re.compile(r)
		return err == nil && re.MatchString(s), err
	case "includes", "contains", "startsWith", "endsWith":
		return a.within(v, want, mismatch)
	}
	return a.is(v, mismatch)
}

func (a *Assert) within(v, want any, mismatch error) (bool, error) {
	if list, ok := v.([]any); ok && (a.name == "includes" || a.name == "contains") {
		return slices.ContainsFunc(list, func(e any) bool { return equal(e, want) }), nil
	}
	if a.name == "includes" {
		if _, ok := v.(string); ok && a.Expr.kind == "header" && len(a.Expr.filters) == 0 { // one header is a list of one
			return equal(v, want), nil
		}
		return false, mismatch
	}
	var have, part []byte
	switch x := v.(type) {
	case string:
		y, ok := want.(string)
		if !ok {
			return false, mismatch
		}
		have, part = []byte(x), []byte(y)
	case []byte:
		y, ok := want.([]byte)
		if !ok {
			return false, mismatch
		}
		have, part = x, y
	default:
		return false, mismatch
	}
	switch a.name {
	case "startsWith":
		return bytes.HasPrefix(have, part), nil
	case "endsWith":
		return bytes.HasSuffix(have, part), nil
	}
	return bytes.Contains(have, part), nil
}

var uuidForm = regexp.MustCompile(`^(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// is answers what type or form a value has.
func (a *Assert) is(v any, mismatch error) (bool, error) {
	k := kind(v)
	switch a.name {
	case "isInteger":
		return isInteger(v), nil
	case "isFloat":
		return k == "number" && !isInteger(v), nil
	case "isNumber", "isBoolean", "isString", "isDate", "isList", "isObject":
		return strings.EqualFold(k, strings.TrimPrefix(a.name, "is")), nil
	case "isCollection":
		return k == "list" || k == "object" || k == "bytes" || k == "set of nodes", nil
	}
	s, ok := v.(string)
	if !ok {
		return false, mismatch
	}
	switch a.name {
	case "isIsoDate":
		_, err := time.Parse(time.RFC3339, s)
		return err == nil, nil
	case "isUuid":
		return uuidForm.MatchString(s), nil
	}
	ip, err := netip.ParseAddr(s)
	return err == nil && (a.name == "isIpv4") == ip.Is4(), nil
}

// Exists is the assert that the value is there, whatever it is.
func (a *Assert) Exists() string { return a.Expr.Source + " exists" }

// Wanted returns the text that the assert compares with, "" when it is no text or holds a placeholder.
func (a *Assert) Wanted() string {
	if a.want == nil {
		return ""
	}
	if a.want.re != nil && a.want.re.fixed != nil {
		return a.want.re.fixed.String()
	}
	s, ok := a.want.text.literal()
	if !ok || !a.want.texts {
		return ""
	}
	return s
}

// Names returns the names that the query looks at: a header, a cookie, the keys of a path.
func (e *Expr) Names() []string {
	lit, _ := e.arg.literal()
	switch e.kind {
	case "header", "cookie":
		return []string{lit}
	case "jsonpath":
		return keyForm.FindAllString(lit, -1)
	}
	return nil
}

var keyForm = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_-]*`)

// Kind is the name of the query.
func (e *Expr) Kind() string { return e.kind }

// Single returns the argument of a query without filters and without placeholders.
func (e *Expr) Single() (string, bool) {
	if len(e.filters) > 0 {
		return "", false
	}
	if e.re != nil {
		if e.re.fixed == nil {
			return "", false
		}
		return e.re.fixed.String(), true
	}
	return e.arg.literal()
}

// Argument is the text that a query takes, "" when it takes none or it is known during a run only.
func (e *Expr) Argument() string {
	s, _ := e.arg.literal()
	return s
}

// Groups is the number of groups of a query's regular expression.
func (e *Expr) Groups() int {
	if e.re == nil || e.re.fixed == nil {
		return 0
	}
	return e.re.fixed.NumSubexp()
}

// Plain returns a predicate and what it compares with, where it is not negated and that is known before a run.
func (a *Assert) Plain() (predicate string, want any, ok bool) {
	switch {
	case a.not:
		return "", nil, false
	case a.want == nil:
		return a.name, nil, true
	case a.want.re != nil || a.want.hole != "":
		return "", nil, false
	case a.want.texts:
		s, ok := a.want.text.literal()
		return a.name, s, ok
	}
	return a.name, a.want.value, true
}

// Text renders a value for people.
func Text(v any) string { return text(v) }
