package answers

import (
	"bytes"
	"cmp"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"github.com/envparity/envparity/journeys"
)

// lift finds what can be compared in an answer that is not JSON: of a page its title, forms and number of links; of text the
// text at the levels that ask for it; of anything else only that it is there.
func lift(media string, body []byte, level journeys.Level) []leaf {
	one := func(path, kind, text string) leaf { return leaf{path: path, shape: path, kind: kind, text: text} }
	var out []leaf
	switch {
	case len(body) == 0:
		return []leaf{one("empty", "bool", "true")}
	case strings.Contains(media, "html"):
		out = page(body)
	case strings.HasPrefix(media, "text/"), strings.Contains(media, "xml"), strings.Contains(media, "javascript"):
		if level == journeys.ByValue && len(body) <= 64<<10 {
			out = append(out, one("text", "string", strings.Join(strings.Fields(string(body)), " ")))
		}
	default:
		if level == journeys.ByValue {
			out = append(out, one("bytes", "string", bytesOf(body)))
		}
	}
	if level == journeys.Exactly {
		out = append(out, one("bytes", "string", bytesOf(body)))
	}
	return out
}

// page reads a page's outline.
func page(body []byte) []leaf {
	var out []leaf
	z := html.NewTokenizer(bytes.NewReader(body))
	links, inTitle, form := 0, false, ""
	var title strings.Builder
	fields := map[string]bool{}
	for len(out) < maxLeaves {
		switch z.Next() {
		case html.ErrorToken:
			out = append(out, leaf{path: "page.title", shape: "page.title", kind: "string", text: strings.Join(strings.Fields(title.String()), " ")})
			return append(out, leaf{path: "page.links", shape: "page.links", kind: "list", text: strconv.Itoa(links)})
		case html.TextToken:
			if inTitle {
				title.Write(z.Text())
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			switch string(name) {
			case "title":
				inTitle = false
			case "form":
				form = ""
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			at := attrs(z)
			switch string(name) {
			case "title":
				inTitle = title.Len() == 0
			case "a":
				links++
			case "form":
				form = "page.forms." + strings.NewReplacer(".", "_", "[", "_", "]", "_").Replace(cmp.Or(at["id"], at["name"], at["action"], "form"))
				out = append(out, leaf{path: form, shape: form, kind: "object"})
			case "input", "select", "textarea":
				if form != "" && at["name"] != "" && !fields[form+at["name"]] {
					fields[form+at["name"]] = true
					p := join(form, at["name"])
					kind := cmp.Or(at["type"], string(name))
					out = append(out, leaf{path: p, shape: p, kind: "string", text: "field of type " + kind})
				}
			}
		}
	}
	return out
}

func attrs(z *html.Tokenizer) map[string]string {
	out := map[string]string{}
	for {
		k, v, more := z.TagAttr()
		if len(k) > 0 {
			out[string(k)] = string(v)
		}
		if !more {
			return out
		}
	}
}
