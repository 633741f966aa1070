package leaks

import (
	"strings"

	"github.com/envparity/envparity/diffing/vocabulary"
)

// inCommand looks for a foreign word in the arguments of a command line: in `--flag=value` and `--flag value` by the flag's name, in
// `NAME=value` by the variable's, and in every URL, which the command reaches.
func (j *Judge) inCommand(at At, line string) (vocabulary.Hit, bool) {
	flag := ""
	for start, end := range wordsOf(line) {
		word := line[start:end]
		_, _, named := assignment(word)
		place := Place{Command: true}
		if !named && flag != "" && word[0] != '-' {
			named, place = true, j.Argument(flag)
		}
		flag = FlagOf(word)
		h, ok := j.Signed(At{Env: at.Env, Name: at.Name, Place: place}, word)
		if ok && (named || strings.Contains(word, "://") || j.Known(h.Owner, word)) { // a path leads into the image
			h.Start += start
			return h, true
		}
	}
	return vocabulary.Hit{}, false
}

// FlagOf returns the name of a flag whose value may follow it: `host` of `--host`. "" for any other argument.
func FlagOf(word string) string {
	if name := strings.TrimLeft(word, "-"); name != word && !strings.ContainsAny(name, "= ") {
		return name
	}
	return ""
}

// Argument returns the place of the value that follows a flag.
func (j *Judge) Argument(flag string) Place {
	p := j.PlaceOf(flag)
	p.Command, p.Argument = true, true
	return p
}

// wordsOf yields where the words of a command line begin and end. Quotes and the signs of a shell separate words, too.
func wordsOf(line string) func(yield func(start, end int) bool) {
	return func(yield func(start, end int) bool) {
		start := -1
		for i := 0; i <= len(line); i++ {
			apart := i == len(line) || strings.IndexByte(" \t\r\n\"'`;|&<>()", line[i]) >= 0
			switch {
			case !apart && start < 0:
				start = i
			case apart && start >= 0:
				if !yield(start, i) {
					return
				}
				start = -1
			}
		}
	}
}

// address reports whether the value of an argument is an address by its form: a URL, or a host with a domain and perhaps a port.
func address(value string) bool {
	if strings.Contains(value, "://") {
		return true
	}
	host, _, _ := strings.Cut(value, ",")
	host, port, _ := strings.Cut(host, ":")
	if strings.Count(host, ".") < 2 || strings.Trim(port, "0123456789") != "" {
		return false
	}
	for i := range len(host) {
		if !inHost(host[i]) {
			return false
		}
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	return last != "" && strings.Trim(last, "0123456789") != ""
}

// moved returns a function that moves a hit in the end of a text to its place in the whole.
func moved(text, end string) func(h vocabulary.Hit, ok bool) (vocabulary.Hit, bool) {
	return func(h vocabulary.Hit, ok bool) (vocabulary.Hit, bool) {
		h.Start += len(text) - len(end)
		return h, ok
	}
}
