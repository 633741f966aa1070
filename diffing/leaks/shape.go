package leaks

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/diffing/values"
	"github.com/envparity/envparity/diffing/vocabulary"
	"github.com/envparity/envparity/names"
)

// literal blanks the references in a text, ${name} and $(name). Their values are compared where they are defined.
func literal(text string) string {
	if !strings.Contains(text, "$") {
		return text
	}
	return blanked(blanked(text, '{', '}'), '(', ')')
}

func blanked(text string, open, end byte) string {
	at := strings.Index(text, "$"+string(open))
	if at < 0 {
		return text
	}
	b := []byte(text)
	depth := 0
	for i := at; i < len(b); i++ {
		switch {
		case b[i] == '$' && i+1 < len(b) && b[i+1] == open:
			depth++
		case b[i] == end && depth > 0:
			depth--
			b[i] = ' '
		}
		if depth > 0 {
			b[i] = ' '
			if i+1 < len(b) && text[i] == '$' && text[i+1] == open {
				b[i+1] = ' '
				i++
			}
		}
	}
	return string(b)
}

// assignment splits `NAME=value`, from lists of variables, and `--flag=value`, from arguments of a command.
func assignment(text string) (name, value string, ok bool) {
	if flag := strings.TrimLeft(text, "-"); flag != text {
		name, value, ok = strings.Cut(flag, "=")
		return name, value, ok && name != "" && value != "" && !strings.ContainsAny(name, " \t\n\"'")
	}
	at := strings.IndexByte(text, '=')
	if at < 2 || at == len(text)-1 || text[0] < 'A' || text[0] > 'Z' {
		return "", "", false
	}
	for i := range at {
		if c := text[i]; c != '_' && (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return "", "", false
		}
	}
	return text[:at], text[at+1:], true
}

// Tail reports whether a word is the last of a name, or a label of its own in a host: `orders-test`, `orders.test.shop.example`,
// `https://test.shop.example`. `test-orders` may be anything.
func Tail(text string, h vocabulary.Hit) bool {
	end := h.Start + len(h.Word)
	if strings.HasSuffix(text[:h.Start], "://") && end < len(text) && text[end] == '.' {
		return true
	}
	return h.Start > 1 && strings.IndexByte("-_.", text[h.Start-1]) >= 0 && (end == len(text) || text[end] == '/' || text[end] == '.')
}

// segment reports whether a word is a whole part of a path of keys: `staging/shop/key`. A device, a link, a file and a relative path, which leads
// into the repository, are no such paths. In an ARN an ordinary word counts too.
func segment(text string, h vocabulary.Hit) bool {
	end := h.Start + len(h.Word)
	arn := strings.HasPrefix(text, "arn:")
	if h.Ordinary && !arn || strings.ContainsAny(text, " .,\n") || strings.Contains(text, "://") || strings.HasPrefix(text, "/dev/") ||
		strings.Count(text, "/") < 2 || !arn && strings.Contains(text, ":") {
		return false
	}
	return (h.Start == 0 || text[h.Start-1] == '/') && end < len(text) && text[end] == '/'
}

// DomainOf returns the domain that begins with word in text, "" if word is no label of a host with at least two more labels after it.
func DomainOf(text, word string) string {
	at := strings.Index(text, word+".")
	if at < 0 || at > 0 && text[at-1] != '.' {
		return ""
	}
	end := at
	for end < len(text) && inHost(text[end]) {
		end++
	}
	domain := strings.Trim(text[at:end], ".")
	if strings.Count(domain, ".") < 2 {
		return ""
	}
	return domain
}

// inHost reports whether the name of a host may contain the byte.
func inHost(c byte) bool { return values.InName(c) && c != '_' }

// namesHost reports whether a key's name means that its value is a host.
func namesHost(key string) bool {
	return slices.ContainsFunc(names.Words(key), func(word string) bool {
		return slices.Contains([]string{"host", "hostname", "url", "uri", "endpoint", "domain", "origin", "address", "server", "dns"}, word)
	})
}

func lastWord(name string) string {
	list := names.Words(name)
	if len(list) == 0 {
		return ""
	}
	return list[len(list)-1]
}
