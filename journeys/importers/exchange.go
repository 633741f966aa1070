package importers

import (
	"net/http"
	"time"
)

// Exchange is one recorded request with its answer, as far as there was one.
type Exchange struct {
	At         time.Time
	Took       time.Duration // 0 when not known
	Method     string
	URL        string // absolute where the format has hosts
	Header     http.Header
	Body       []byte
	Form       []Field // what a browser recorded instead of a body
	Status     int     // 0: no answer recorded
	RespHeader http.Header
	RespBody   []byte // decoded, at most MaxBody bytes
	Session    string // what belongs together; "" when the format does not tell
	Kind       string // what the browser called it: document, xhr, fetch, image, …
}

// Field is a form field or query parameter.
type Field struct{ Name, Value string }

// MaxBody bounds what is kept of one recorded answer: captures are found in it, nothing else is done with it.
const MaxBody = 1 << 20
