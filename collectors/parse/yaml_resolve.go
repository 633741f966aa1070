package parse

import (
	"bytes"
	"math"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/envparity/envparity/snapshot"
)

// schema is a way to resolve plain scalars.
type schema uint8

const (
	// written keeps numbers as written. The words on, off, yes and no are booleans with their own text, because readers of YAML 1.1 read them as
	// true and false, readers of YAML 1.2 as text, and the reader is unknown here.
	written schema = iota
	// yaml11 resolves scalars as sigs.k8s.io/yaml does for kubectl and Helm: 0400 is 256, on is true.
	yaml11
)

// plainScalar returns the node of a plain scalar, without its key and its line.
func (b *builder) plainScalar(text []byte) snapshot.Node {
	n := snapshot.Node{Kind: plainKind(text)}
	switch n.Kind {
	case snapshot.Null:
		return n
	case snapshot.Bool:
		n.Text = b.boolean(text)
		return n
	case snapshot.Number:
		if b.schema == yaml11 {
			n.Text = b.intern(decimal(string(text)))
			return n
		}
	case snapshot.String:
		if b.schema == yaml11 && len(text) == 1 && strings.IndexByte("yYnN", text[0]) >= 0 {
			n.Kind, n.Text = snapshot.Bool, b.boolean(text)
			return n
		}
	}
	n.Text = b.internBytes(text)
	return n
}

// boolean returns the text of a plain scalar that is a boolean, at least in YAML 1.1.
func (b *builder) boolean(text []byte) string {
	switch text[0] {
	case 't', 'T':
		return "true"
	case 'f', 'F':
		return "false"
	}
	if b.schema == written {
		return b.internBytes(text)
	}
	switch string(bytes.ToLower(text)) {
	case "y", "yes", "on":
		return "true"
	}
	return "false"
}

// oldBoolean reports whether a plain scalar is a boolean of YAML 1.1 that YAML 1.2 does not have.
func oldBoolean(text []byte) bool {
	switch string(text) {
	case "yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF":
		return true
	}
	return false
}

// plainKind returns the type that the library gives a plain scalar, or Bool for the booleans of YAML 1.1. It asks the library where a quick look
// does not decide.
func plainKind(text []byte) snapshot.Kind {
	switch c := text[0]; {
	case c >= '0' && c <= '9', c == '+', c == '-', c == '.':
		digits, dots := 0, 0
		for _, d := range text {
			switch {
			case d >= '0' && d <= '9':
				digits++
			case d == '.':
				dots++
			case strings.IndexByte("+-_xXoObBeEaAcCdDfFiInN", d) < 0:
				return snapshot.String // 30s, 256Mi, ./path
			}
		}
		if digits == len(text) && digits < 18 {
			return snapshot.Number
		}
		if dots > 1 {
			return snapshot.String // 1.2.3, 10.0.0.1
		}
	case strings.IndexByte("yYnNtTfFoO~<", c) < 0, len(text) > len("false"):
		return snapshot.String
	case oldBoolean(text):
		return snapshot.Bool
	}
	switch n := (yaml.Node{Kind: yaml.ScalarNode, Value: string(text)}); n.ShortTag() {
	case "!!null":
		return snapshot.Null
	case "!!bool":
		return snapshot.Bool
	case "!!int", "!!float":
		return snapshot.Number
	}
	return snapshot.String
}

// decimal returns a YAML number as kubectl's JSON has it: 0x10 is 16, 0400 is 256, 1_000 is 1000, 1e3 is 1000. A number that JSON cannot hold is
// unchanged.
func decimal(text string) string {
	if plainDecimal(text) {
		return text
	}
	plain := strings.ReplaceAll(text, "_", "")
	if i, err := strconv.ParseInt(plain, 0, 64); err == nil {
		return strconv.FormatInt(i, 10)
	}
	if u, err := strconv.ParseUint(plain, 0, 64); err == nil {
		return strconv.FormatUint(u, 10)
	}
	f, err := strconv.ParseFloat(plain, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return text
	}
	format := byte('f')
	if size := math.Abs(f); f != 0 && (size < 1e-6 || size >= 1e21) { // as encoding/json
		format = 'e'
	}
	return strings.Replace(strconv.FormatFloat(f, format, -1, 64), "e-0", "e-", 1)
}

// plainDecimal reports whether a number is written in digits with at most one point, and is not octal.
func plainDecimal(s string) bool {
	if s == "-0" {
		return false
	}
	s = strings.TrimPrefix(s, "-")
	if s == "" || s[0] == '0' && len(s) > 1 && s[1] != '.' || len(s) > 18 {
		return false
	}
	points := 0
	for i := range len(s) {
		switch {
		case s[i] == '.' && i > 0 && i < len(s)-1:
			points++
		case s[i] < '0' || s[i] > '9':
			return false
		}
	}
	return points <= 1
}
