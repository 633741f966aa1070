package asserts

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ncruces/go-strftime"
	"golang.org/x/text/encoding/htmlindex"
)

// filter is one step from a value to another.
type filter struct {
	name string
	args []template
	re   *regex
	n    int
}

// arguments is the number of quoted texts that a filter takes. Those with a regular expression or a number are in parseFilter.
var arguments = map[string]int{
	"base64Decode": 0, "base64Encode": 0, "base64UrlSafeDecode": 0, "base64UrlSafeEncode": 0, "count": 0, "daysAfterNow": 0, "daysBeforeNow": 0,
	"decode": 1, "charsetDecode": 1, "first": 0, "format": 1, "dateFormat": 1, "htmlEscape": 0, "htmlUnescape": 0, "jsonpath": 1, "last": 0, "location": 0,
	"replace": 2, "split": 1, "toDate": 1, "toFloat": 0, "toHex": 0, "toInt": 0, "toString": 0, "urlDecode": 0, "urlEncode": 0,
	"urlQueryParam": 1, "utf8Decode": 0, "utf8Encode": 0, "xpath": 1,
}

// parseFilter reads a filter, nil when something else stands there.
func parseFilter(s *scanner) (*filter, error) {
	from := s.at
	f := &filter{name: s.word()}
	var err error
	switch f.name {
	case "regex":
		f.re, err = s.regex()
	case "replaceRegex":
		if f.re, err = s.regex(); err == nil {
			var with template
			with, err = s.quoted()
			f.args = []template{with}
		}
	case "nth":
		s.space()
		m := regexp.MustCompile(`^-?[0-9]{1,9}`).FindString(s.rest())
		if m == "" {
			return nil, fmt.Errorf("nth takes a number, not %q", short(s.rest()))
		}
		s.at += len(m)
		f.n, err = strconv.Atoi(m)
	default:
		n, known := arguments[f.name]
		if !known {
			s.at = from
			return nil, nil
		}
		for range n {
			t, err := s.quoted()
			if err != nil {
				return nil, fmt.Errorf("%s: %w", f.name, err)
			}
			f.args = append(f.args, t)
		}
		err = f.fixed()
	}
	if err != nil {
		return nil, err
	}
	return f, nil
}

// fixed checks the argument of a filter that is known before a run.
func (f *filter) fixed() error {
	if len(f.args) != 1 {
		return nil
	}
	lit, ok := f.args[0].literal()
	if !ok {
		return nil
	}
	switch f.name {
	case "jsonpath":
		_, err := parsePath(lit)
		return err
	case "xpath":
		_, err := compileXPath(lit, nil)
		return err
	case "decode", "charsetDecode":
		if _, err := htmlindex.Get(lit); err != nil {
			return fmt.Errorf("%s: %q is no character set", f.name, short(lit))
		}
	case "toDate":
		if _, err := layout(lit); err != nil {
			return err
		}
	}
	return nil
}

// layout makes the layout of Go's time package from that of strftime. %+ is RFC 3339, as in Hurl.
func layout(format string) (string, error) {
	if format == "%+" {
		return time.RFC3339Nano, nil
	}
	// A fraction of a second is read wherever seconds are.
	l, err := strftime.Layout(strings.ReplaceAll(format, "%.f", ""))
	if err != nil {
		return "", fmt.Errorf("the format of a date %q is not understood: %w", short(format), err)
	}
	return l, nil
}

func (f *filter) apply(v any, a *Answer, r Resolve) (any, bool, error) {
	args := make([]string, len(f.args))
	for i, t := range f.args {
		var err error
		if args[i], err = t.fill(r); err != nil {
			return nil, false, err
		}
	}
	if out, known, ok, err := f.ofKind(v, args, a, r); known {
		return out, ok, err
	}
	switch f.name {
	case "count":
		n, err := count(v, false)
		return integer(n), err == nil, err
	case "toString":
		if _, isNodes := v.(nodes); !isNodes {
			return text(v), true, nil
		}
	case "toInt", "toFloat":
		if n, ok := v.(json.Number); ok {
			return number(f.name, n.String())
		}
	}
	return nil, false, fmt.Errorf("%s does not take a %s", f.name, kind(v))
}

// ofKind applies a filter that takes values of v's kind only; known is false where the filter is none of these.
func (f *filter) ofKind(v any, args []string, a *Answer, r Resolve) (out any, known, ok bool, err error) {
	known = true
	switch t := v.(type) {
	case string:
		if out, known, err := f.ofText(t, args); known {
			return out, true, err == nil, err
		}
		out, known, ok, err = f.within(t, args, r)
	case []any:
		switch f.name {
		case "first":
			out, ok, err = at(t, 0)
		case "last":
			out, ok, err = at(t, -1)
		case "nth":
			out, ok, err = at(t, f.n)
		case "jsonpath":
			out, ok, err = f.path(v, args[0])
		default:
			known = false
		}
	case map[string]any:
		switch f.name {
		case "jsonpath":
			out, ok, err = f.path(v, args[0])
		case "location": // of a redirect
			out, ok = t["location"].(string)
		default:
			known = false
		}
	case []byte:
		out, known, err = f.ofBytes(t, args)
		ok = err == nil
	case time.Time:
		out, known = f.ofTime(t, args, a)
		ok = known
	default:
		known = false
	}
	return out, known, ok, err
}

// within applies a filter that finds something in a text: by an expression, a path or a parameter's name.
func (f *filter) within(t string, args []string, r Resolve) (out any, known, ok bool, err error) {
	known = true
	switch f.name {
	case "regex":
		out, ok, err = match(f.re, t, r)
	case "replaceRegex":
		re, err := f.re.compile(r)
		if err != nil {
			return nil, true, false, err
		}
		return re.ReplaceAllString(t, groups.ReplaceAllString(args[0], "$${$1}")), true, true, nil
	case "jsonpath":
		doc, err := decode([]byte(t))
		if err != nil {
			return nil, true, false, errors.New("jsonpath: the text is not JSON")
		}
		out, ok, err = f.path(doc, args[0])
		return out, true, ok, err
	case "xpath":
		out, ok, err = xpathOf(t, false, args[0])
	case "urlQueryParam":
		out, ok, err = queryParam(t, args[0])
	default:
		known = false
	}
	return out, known, ok, err
}

// ofTime applies a filter of dates.
func (f *filter) ofTime(t time.Time, args []string, a *Answer) (out any, known bool) {
	const day = 24 * time.Hour
	switch f.name {
	case "daysAfterNow":
		return integer(int(t.Sub(a.Now) / day)), true
	case "daysBeforeNow":
		return integer(int(a.Now.Sub(t) / day)), true
	case "format", "dateFormat":
		fraction := strings.TrimPrefix(t.Format("05.999999999"), t.Format("05"))
		return strftime.Format(strings.ReplaceAll(args[0], "%.f", fraction), t.UTC()), true
	}
	return nil, false
}

// groups are the references to groups of an expression, in Hurl's form $1.
var groups = regexp.MustCompile(`\$(\d+)`)

func (f *filter) path(doc any, expr string) (any, bool, error) {
	p, err := parsePath(expr)
	if err != nil {
		return nil, false, err
	}
	return selected(p, doc)
}

// at is an element of a list, from its end for a negative index.
func at(list []any, i int) (any, bool, error) {
	if i < 0 {
		i += len(list)
	}
	if i < 0 || i >= len(list) {
		return nil, false, nil
	}
	return list[i], true, nil
}

// number reads a text as toInt and toFloat do.
func number(name, s string) (any, bool, error) {
	x, ok := rat(json.Number(s))
	if !ok {
		return nil, false, fmt.Errorf("%s: the text is no number", name)
	}
	if name == "toInt" {
		if !x.IsInt() && !strings.ContainsAny(s, ".eE") {
			return nil, false, errors.New("toInt: the text is no number")
		}
		q := x.Num()
		if !x.IsInt() {
			q = q.Quo(x.Num(), x.Denom())
		}
		return json.Number(q.String()), true, nil
	}
	if strings.ContainsAny(s, ".eE") {
		return json.Number(s), true, nil
	}
	return json.Number(s + ".0"), true, nil
}

func queryParam(raw, name string) (any, bool, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, false, errors.New("urlQueryParam: the text is no URL")
	}
	if !u.Query().Has(name) {
		return nil, false, nil
	}
	return u.Query().Get(name), true, nil
}

// ofText is a filter that makes a value of a text alone; known is false for another.
func (f *filter) ofText(s string, args []string) (out any, known bool, err error) {
	switch f.name {
	case "base64Decode":
		out, err = base64.StdEncoding.DecodeString(s)
	case "base64UrlSafeDecode":
		out, err = base64.RawURLEncoding.DecodeString(strings.TrimRight(s, "="))
	case "htmlEscape":
		out = html.EscapeString(s)
	case "htmlUnescape":
		out = html.UnescapeString(s)
	case "urlEncode":
		out = strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
	case "urlDecode":
		out, err = url.PathUnescape(s)
	case "replace":
		out = strings.ReplaceAll(s, args[0], args[1])
	case "split":
		var list []any
		for _, p := range strings.Split(s, args[0]) {
			list = append(list, p)
		}
		out = list
	case "toInt", "toFloat":
		v, _, err := number(f.name, strings.TrimSpace(s))
		return v, true, err
	case "toDate":
		l, e := layout(args[0])
		if e != nil {
			return nil, true, e
		}
		out, err = time.Parse(l, s)
	case "utf8Encode":
		out = []byte(s)
	default:
		return nil, false, nil
	}
	if err != nil {
		err = fmt.Errorf("%s: the text does not have that form", f.name)
	}
	return out, true, err
}

// ofBytes is the same for bytes.
func (f *filter) ofBytes(b []byte, args []string) (out any, known bool, err error) {
	switch f.name {
	case "toHex":
		return hex.EncodeToString(b), true, nil
	case "base64Encode":
		return base64.StdEncoding.EncodeToString(b), true, nil
	case "base64UrlSafeEncode":
		return base64.RawURLEncoding.EncodeToString(b), true, nil
	case "utf8Decode":
		if !utf8.Valid(b) {
			return nil, true, errors.New("utf8Decode: the bytes are not UTF-8")
		}
		return string(b), true, nil
	case "decode", "charsetDecode":
		e, err := htmlindex.Get(args[0])
		if err != nil {
			return nil, true, fmt.Errorf("%s: %q is no character set", f.name, short(args[0]))
		}
		s, err := e.NewDecoder().Bytes(b)
		if err != nil {
			return nil, true, fmt.Errorf("%s: the bytes are not %s", f.name, short(args[0]))
		}
		return string(s), true, nil
	}
	return nil, false, nil
}
