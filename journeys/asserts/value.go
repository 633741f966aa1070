package asserts

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"
)

// nodes is a set of XML nodes, of which only the number is known.
type nodes int

// A value is nil (JSON's null), bool, json.Number, string, []byte, time.Time, nodes, []any or map[string]any.

// text renders a value: a string bare, the rest as JSON.
func text(v any) string {
	switch t := v.(type) {
	case string:
		return t
	case json.Number:
		return t.String()
	case []byte:
		return "hex," + hex.EncodeToString(t) + ";"
	case time.Time:
		return t.UTC().Format(time.RFC3339Nano)
	case nodes:
		return fmt.Sprintf("a set of nodes, size %d", int(t))
	}
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprintf("%T", v)
	}
	return string(b)
}

func kind(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case json.Number:
		return "number"
	case string:
		return "string"
	case []byte:
		return "bytes"
	case time.Time:
		return "date"
	case nodes:
		return "set of nodes"
	case []any:
		return "list"
	}
	return "object"
}

// longNumber is the length from which a number is not computed with: 1e999999999 would not end well.
const longNumber = 64

func rat(v any) (*big.Rat, bool) {
	n, ok := v.(json.Number)
	s := n.String()
	if !ok || len(s) > longNumber || strings.Contains(s, "/") {
		return nil, false
	}
	if i := strings.IndexAny(s, "eE"); i >= 0 && len(s)-i > 5 {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

func isInteger(v any) bool {
	n, ok := v.(json.Number)
	return ok && !strings.ContainsAny(n.String(), ".eE")
}

// equal compares two values; numbers by value, however they are written.
func equal(a, b any) bool {
	switch x := a.(type) {
	case nil:
		return b == nil
	case json.Number:
		y, ok := b.(json.Number)
		if !ok {
			return false
		}
		m, ok1 := rat(x)
		n, ok2 := rat(y)
		if ok1 && ok2 {
			return m.Cmp(n) == 0
		}
		return x == y
	case time.Time:
		y, ok := b.(time.Time)
		return ok && x.Equal(y)
	case []byte:
		y, ok := b.([]byte)
		return ok && string(x) == string(y)
	case []any:
		y, ok := b.([]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for i := range x {
			if !equal(x[i], y[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for k := range x {
			if v, ok := y[k]; !ok || !equal(x[k], v) {
				return false
			}
		}
		return true
	case nodes:
		return false
	}
	return a == b
}

// order compares two numbers, two texts or two moments.
func order(a, b any) (int, error) {
	if x, ok := rat(a); ok {
		if y, ok := rat(b); ok {
			return x.Cmp(y), nil
		}
	}
	if x, ok := a.(string); ok {
		if y, ok := b.(string); ok {
			return strings.Compare(x, y), nil
		}
	}
	if x, ok := a.(time.Time); ok {
		if y, ok := b.(time.Time); ok {
			return x.Compare(y), nil
		}
	}
	return 0, fmt.Errorf("a %s and a %s have no order", kind(a), kind(b))
}

// count is the number of elements; of a text that of its characters, where texts counts texts too.
func count(v any, texts bool) (int, error) {
	switch t := v.(type) {
	case []any:
		return len(t), nil
	case map[string]any:
		return len(t), nil
	case []byte:
		return len(t), nil
	case nodes:
		return int(t), nil
	case string:
		if texts {
			return len([]rune(t)), nil
		}
	}
	return 0, fmt.Errorf("a %s has no elements to count", kind(v))
}

func integer(n int) json.Number { return json.Number(fmt.Sprint(n)) }

var errNothing = errors.New("there is no value to apply a filter to")

// Plain makes of a value what JSON has: bytes, moments and sets of nodes become text.
func Plain(v any) any {
	switch v.(type) {
	case []byte, time.Time, nodes:
		return text(v)
	}
	return v
}
