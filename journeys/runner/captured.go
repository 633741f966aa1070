package runner

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/answers"
)

// value is a captured value: its text, and what it was in JSON, so that a number goes back as a number.
type value struct {
	text string
	json any
	raw  any // what a query yields that JSON has no type for; nil for json
}

// taken applies a capture to an answer.
func taken(c *journeys.Capture, a *answers.Answer) (value, error) {
	v, err := rawOf(c, a)
	if err != nil || c.Regex == "" {
		return v, err
	}
	re, err := regexp.Compile(c.Regex)
	if err != nil {
		return value{}, fmt.Errorf("capture %q: %w", c.Name, err)
	}
	m := re.FindStringSubmatch(v.text)
	if m == nil {
		return value{}, fmt.Errorf("capture %q: nothing in %s matches the expression", c.Name, c.From)
	}
	got := m[0]
	if len(m) > 1 {
		got = m[1]
	}
	return value{text: got, json: got}, nil
}

func rawOf(c *journeys.Capture, a *answers.Answer) (value, error) {
	switch c.From {
	case journeys.FromHeader:
		if v := a.Header.Get(c.Key); v != "" {
			return value{text: v, json: v}, nil
		}
		return value{}, fmt.Errorf("capture %q: the answer has no header %q", c.Name, c.Key)
	case journeys.FromCookie:
		for _, k := range a.Cookies {
			if k.Name == c.Key {
				return value{text: k.Value, json: k.Value}, nil
			}
		}
		return value{}, fmt.Errorf("capture %q: the answer sets no cookie %q", c.Name, c.Key)
	case journeys.FromStatus:
		return value{text: fmt.Sprint(a.Status), json: a.Status}, nil
	case journeys.FromLocation:
		return value{text: a.URL, json: a.URL}, nil
	}
	if len(c.Path) == 0 {
		return value{text: string(a.Body), json: string(a.Body)}, nil
	}
	doc, err := a.JSON()
	if err != nil {
		return value{}, fmt.Errorf("capture %q: the answer is not JSON (%s)", c.Name, a.Header.Get("Content-Type"))
	}
	v, ok := c.Path.Get(doc)
	if !ok {
		return value{}, fmt.Errorf("capture %q: the answer has nothing at body.%s", c.Name, c.Path)
	}
	return value{text: journeys.TextOf(v), json: v}, nil
}

func jsonInt(n int) json.Number { return json.Number(strconv.Itoa(n)) }
