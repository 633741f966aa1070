package asserts

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/antchfx/htmlquery"
	"github.com/antchfx/xmlquery"
	"github.com/antchfx/xpath"
	"golang.org/x/net/html"
)

// defaultNamespace is the prefix by which Hurl calls the default namespace of a document.
const defaultNamespace = "_"

func compileXPath(expr string, namespaces map[string]string) (x *xpath.Expr, err error) {
	defer func() { // the library panics at some expressions that are none
		if p := recover(); p != nil {
			err = fmt.Errorf("%q is no XPath expression: %v", short(expr), p)
		}
	}()
	if len(namespaces) > 0 {
		x, err = xpath.CompileWithNS(expr, namespaces)
	} else {
		x, err = xpath.Compile(expr)
	}
	if err != nil {
		return nil, fmt.Errorf("%q is no XPath expression: %w", short(expr), err)
	}
	return x, nil
}

// xpathOf evaluates an expression on an XML or HTML text.
func xpathOf(body string, isHTML bool, expr string) (v any, found bool, err error) {
	var at xpath.NodeNavigator
	var spaces map[string]string
	if isHTML {
		doc, err := html.Parse(strings.NewReader(body))
		if err != nil {
			return nil, false, errors.New("the answer is not HTML")
		}
		at = htmlquery.CreateXPathNavigator(doc)
	} else {
		if err := shallow(body); err != nil {
			return nil, false, err
		}
		doc, err := xmlquery.Parse(strings.NewReader(body))
		if err != nil || doc.SelectElement("*") == nil {
			return nil, false, errors.New("the answer is not XML")
		}
		at, spaces = xmlquery.CreateXPathNavigator(doc), namespaces(doc)
	}
	x, err := compileXPath(expr, spaces)
	if err != nil {
		return nil, false, err
	}
	defer func() {
		if p := recover(); p != nil {
			v, found, err = nil, false, fmt.Errorf("xpath %q cannot be evaluated: %v", short(expr), p)
		}
	}()
	switch t := x.Evaluate(at).(type) {
	case float64:
		if math.IsNaN(t) || math.IsInf(t, 0) {
			return nil, false, nil
		}
		return json.Number(strconv.FormatFloat(t, 'f', -1, 64)), true, nil
	case string:
		return t, true, nil
	case bool:
		return t, true, nil
	case *xpath.NodeIterator:
		n := 0
		for t.MoveNext() {
			n++
		}
		return nodes(n), n > 0, nil
	}
	return nil, false, nil
}

// maxXMLDepth bounds elements within elements: what walks a tree does so by calling itself, and an answer comes from a stranger.
const maxXMLDepth = 1000

// shallow refuses XML that is nested too deeply to be walked, and what is none.
func shallow(body string) error {
	d := xml.NewDecoder(strings.NewReader(body))
	d.Strict = false
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for depth := 0; ; {
		t, err := d.RawToken()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return errors.New("the answer is not XML")
		}
		switch t.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
		if depth > maxXMLDepth {
			return fmt.Errorf("the answer has elements nested more than %d deep", maxXMLDepth)
		}
	}
}

// namespaces lists those that a document declares, the first of each prefix.
func namespaces(doc *xmlquery.Node) map[string]string {
	out := map[string]string{}
	var walk func(*xmlquery.Node)
	walk = func(n *xmlquery.Node) {
		for _, a := range n.Attr {
			prefix := ""
			switch {
			case a.Name.Space == "xmlns":
				prefix = a.Name.Local
			case a.Name.Space == "" && a.Name.Local == "xmlns":
				prefix = defaultNamespace
			default:
				continue
			}
			if _, known := out[prefix]; !known {
				out[prefix] = a.Value
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(doc)
	return out
}
