// Package partners knows which systems of other companies are for tests and which are live, by their hosts and by the prefixes of their keys. It
// is a table. It does not use the network.
package partners

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/names"
)

// Mode says whether a partner's system is for tests or live.
type Mode string

// The modes.
const (
	Test Mode = "test"
	Live Mode = "live"
)

// Use is the use of a partner's system that a value shows.
type Use struct {
	Partner string
	Mode    Mode
	Moves   bool // live, it moves money or sends messages to real people
	Key     bool // a key, and no endpoint
}

// Of returns which partner's system a setting of this name and value uses, and whether that is for tests. It returns false for an unknown one.
// The name counts only if the value is a mode: PAYPAL_MODE=sandbox.
func Of(name, value string) (Use, bool) {
	if len(value) < 4 || len(value) > 300 {
		return Use{}, false
	}
	if mayBeKey(value) {
		if use, ok := byKey(name, value); ok {
			return use, true
		}
	}
	if strings.IndexByte(value, '.') > 0 {
		return byHost(hostOf(value))
	}
	if len(value) > len("production") {
		return Use{}, false
	}
	return byMode(name, value)
}

func byHost(host string) (Use, bool) {
	for i := range table {
		p := &table[i]
		if slices.ContainsFunc(p.test, func(pattern string) bool { return fits(pattern, host) }) {
			return Use{Partner: p.name, Mode: Test, Moves: p.moves}, true
		}
		if slices.ContainsFunc(p.live, func(pattern string) bool { return fits(pattern, host) }) {
			return Use{Partner: p.name, Mode: Live, Moves: p.moves}, true
		}
	}
	return Use{}, false
}

func fits(pattern, host string) bool {
	if end, ok := strings.CutPrefix(pattern, "*"); ok {
		return len(host) > len(end) && strings.HasSuffix(host, end)
	}
	return host == pattern
}

// hostOf returns the host of a URL or of host:port.
func hostOf(value string) string {
	host := strings.ToLower(strings.TrimSpace(value))
	if _, rest, ok := strings.Cut(host, "://"); ok {
		host = rest
	}
	if i := strings.IndexAny(host, "/?#"); i >= 0 {
		host = host[:i]
	}
	if i := strings.LastIndexByte(host, '@'); i >= 0 {
		host = host[i+1:]
	}
	if i := strings.IndexByte(host, ':'); i >= 0 {
		host = host[:i]
	}
	return strings.TrimSuffix(host, ".")
}

// byMode reads PAYPAL_MODE=sandbox: the name has a partner's word and a word for mode, and the value is a mode.
func byMode(name, value string) (Use, bool) {
	var mode Mode
	switch strings.ToLower(value) {
	case "sandbox", "test", "testing", "playground":
		mode = Test
	case "live", "production", "prod":
		mode = Live
	default:
		return Use{}, false
	}
	words := names.Words(name)
	name = names.Plain(name)
	if !strings.HasSuffix(name, "mode") && !strings.HasSuffix(name, "env") && !strings.HasSuffix(name, "environment") {
		return Use{}, false
	}
	for i := range table {
		if mentions(words, table[i].word) {
			return Use{Partner: table[i].name, Mode: mode, Moves: table[i].moves}, true
		}
	}
	return Use{}, false
}

// markStart begins a mark, which no word of an environment begins with.
const markStart = "~"

// Mark returns, for a value that is about to be sealed, whose key or endpoint it is and in which mode; "" for any other value. The mark contains
// no part of the value.
func Mark(name, value string) string {
	u, ok := Of(name, value)
	if !ok {
		return ""
	}
	moves := ""
	if u.Moves {
		moves = "!"
	}
	kind := "endpoint"
	if u.Key {
		kind = "key"
	}
	return markStart + string(u.Mode) + moves + ":" + kind + ":" + u.Partner
}

// Marked reads the result of Mark.
func Marked(mark string) (Use, bool) {
	rest, ok := strings.CutPrefix(mark, markStart)
	parts := strings.SplitN(rest, ":", 3)
	if !ok || len(parts) != 3 {
		return Use{}, false
	}
	mode, moves := strings.CutSuffix(parts[0], "!")
	if mode != string(Test) && mode != string(Live) {
		return Use{}, false
	}
	return Use{Partner: parts[2], Mode: Mode(mode), Moves: moves, Key: parts[1] == "key"}, true
}

// mentions reports whether a partner's word is one of the words of a name, or several of them in a row: AUTHORIZE_NET.
func mentions(words []string, partner string) bool {
	for i := range words {
		joined := ""
		for j := i; j < len(words) && len(joined) < len(partner); j++ {
			joined += words[j]
		}
		if joined == partner {
			return true
		}
	}
	return false
}
