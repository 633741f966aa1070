package snapshot

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// parser reads JSON as Write writes it: without blanks, keys sorted and single. encoding/json would lose the order of keys and the text of
// numbers, or would be slower.
type parser struct {
	text  string
	at    int
	stack []Node            // children of the open maps and lists
	kept  map[string]string // short texts seen before
}

func (p *parser) errorf(format string, args ...any) error {
	return fmt.Errorf("column %d: %s", p.at+1, fmt.Sprintf(format, args...))
}

// accept consumes s if it comes next.
func (p *parser) accept(s string) bool {
	if strings.HasPrefix(p.text[p.at:], s) {
		p.at += len(s)
		return true
	}
	return false
}

func (p *parser) peek() byte {
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

// value reads one value. The caller sets its Key.
func (p *parser) value(depth int) (Node, error) {
	if depth > MaxDepth {
		return Node{}, p.errorf("nested deeper than %d levels", MaxDepth)
	}
	switch c := p.peek(); {
	case c == '{':
		return p.object(depth)
	case c == '[':
		return p.array(depth)
	case c == '"':
		s, err := p.str()
		return Node{Kind: String, Text: s}, err
	case p.accept("null"):
		return Node{Kind: Null}, nil
	case p.accept("true"):
		return Node{Kind: Bool, Text: "true"}, nil
	case p.accept("false"):
		return Node{Kind: Bool, Text: "false"}, nil
	}
	start := p.at
	if err := p.number(); err != nil {
		return Node{}, err
	}
	return Node{Kind: Number, Text: p.keep(p.text[start:p.at])}, nil
}

func (p *parser) object(depth int) (Node, error) {
	p.at++
	if p.accept("}") {
		return Node{Kind: Map}, nil
	}
	base := len(p.stack)
	for {
		key, err := p.str()
		if err != nil {
			return Node{}, err
		}
		if last := len(p.stack); last > base && p.stack[last-1].Key >= key {
			return Node{}, p.errorf("keys are not sorted")
		}
		if !p.accept(":") {
			return Node{}, p.errorf("no colon after a key")
		}
		child, err := p.value(depth + 1)
		if err != nil {
			return Node{}, err
		}
		child.Key = key
		p.stack = append(p.stack, child)
		if p.accept("}") {
			return Node{Kind: Map, Children: p.pop(base)}, nil
		}
		if !p.accept(",") {
			return Node{}, p.errorf("an object does not end")
		}
	}
}

func (p *parser) array(depth int) (Node, error) {
	p.at++
	if p.accept("]") {
		return Node{Kind: List}, nil
	}
	base := len(p.stack)
	for {
		child, err := p.value(depth + 1)
		if err != nil {
			return Node{}, err
		}
		p.stack = append(p.stack, child)
		if p.accept("]") {
			return Node{Kind: List, Children: p.pop(base)}, nil
		}
		if !p.accept(",") {
			return Node{}, p.errorf("a list does not end")
		}
	}
}

// pop takes the children above base from the stack, in a slice of exactly their number.
func (p *parser) pop(base int) []Node {
	out := append(make([]Node, 0, len(p.stack)-base), p.stack[base:]...)
	p.stack = p.stack[:base]
	return out
}

// keep returns a copy of s, which is part of a line. Short texts repeat and are kept once.
func (p *parser) keep(s string) string {
	if len(s) > 48 || p.kept == nil {
		return strings.Clone(s)
	}
	if k, ok := p.kept[s]; ok {
		return k
	}
	k := strings.Clone(s)
	p.kept[k] = k
	return k
}

// str reads a string.
func (p *parser) str() (string, error) {
	if p.peek() != '"' {
		return "", p.errorf("no string")
	}
	start := p.at + 1
	for i := start; i < len(p.text); i++ {
		switch c := p.text[i]; {
		case c == '"':
			p.at = i + 1
			return p.keep(p.text[start:i]), nil
		case c < 0x20:
			return "", p.errorf("a control character in a string")
		case c == '\\':
			return p.escaped(start - 1)
		}
	}
	return "", p.errorf("a string does not end")
}

// escaped reads a string that has escapes, by the standard library.
func (p *parser) escaped(start int) (string, error) {
	for i := start + 1; i < len(p.text); i++ {
		switch p.text[i] {
		case '\\':
			i++
		case '"':
			var s string
			if err := json.Unmarshal([]byte(p.text[start:i+1]), &s); err != nil {
				return "", p.errorf("%v", err)
			}
			p.at = i + 1
			return s, nil
		}
	}
	return "", p.errorf("a string does not end")
}

// number moves past a number.
func (p *parser) number() error {
	p.accept("-")
	if !p.accept("0") && !p.digits() {
		return p.errorf("no value")
	}
	if p.accept(".") && !p.digits() {
		return p.errorf("no digit after the point")
	}
	if p.accept("e") || p.accept("E") {
		if !p.accept("+") {
			p.accept("-")
		}
		if !p.digits() {
			return p.errorf("no digit in the exponent")
		}
	}
	return nil
}

func (p *parser) digits() bool {
	start := p.at
	for p.peek() >= '0' && p.peek() <= '9' {
		p.at++
	}
	return p.at > start
}

// ints reads a list of whole numbers.
func (p *parser) ints(each func(int64) error) error {
	if !p.accept("[") {
		return p.errorf("no list of numbers")
	}
	for {
		start := p.at
		p.accept("-")
		p.digits()
		v, err := strconv.ParseInt(p.text[start:p.at], 10, 64)
		if err != nil {
			return p.errorf("no whole number")
		}
		if err := each(v); err != nil {
			return err
		}
		if p.accept("]") {
			return nil
		}
		if !p.accept(",") {
			return p.errorf("a list does not end")
		}
	}
}
