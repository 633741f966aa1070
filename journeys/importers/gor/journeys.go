package gor

import (
	"container/list"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"sort"
	"strings"
	"time"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/importers"
	"github.com/envparity/envparity/names"
)

// bounds of looking for journeys in a stream.
const (
	sessionGap   = 30 * time.Second // of silence after which the next request begins another journey
	openSessions = 2000
	sessionSteps = 30
	signatures   = 500
)

// Drafts finds the sequences of requests that occur most often in a capture and makes a draft of each of the first n. Examples
// of a bounded number of sequences are kept, so the size of the capture does not matter.
func Drafts(r io.Reader, o importers.Options, n int) ([]journeys.Journey, []string, error) {
	f := &finder{open: map[string]*list.Element{}, recent: list.New(), found: map[string]*sequence{}, hosts: o.Hosts}
	stats, err := Exchanges(r, func(x importers.Exchange) error { f.add(x); return nil })
	for f.recent.Len() > 0 {
		f.close(f.recent.Front())
	}
	notes := []string{fmt.Sprintf("%s in the capture, %d with an answer", names.Count(stats.Requests, "request"), stats.Answered)}
	if stats.Skipped+stats.Unparsed > 0 {
		notes = append(notes, names.Count(stats.Skipped+stats.Unparsed, "record")+" cannot be read (cut, encrypted or HTTP/2)")
	}
	if stats.Unfinished {
		notes = append(notes, "the last record has no end: the capture was cut off or is still being written")
	}
	if err != nil && stats.Requests == 0 {
		return nil, notes, err
	} else if err != nil {
		notes = append(notes, "the capture breaks off: "+err.Error())
	}
	if stats.Requests == 0 {
		return nil, notes, fmt.Errorf("no request in it: not a GoReplay capture, or one without requests")
	}
	var all []*sequence
	for _, s := range f.found {
		all = append(all, s)
	}
	sort.Slice(all, func(a, b int) bool {
		if all[a].seen*len(all[a].example) != all[b].seen*len(all[b].example) {
			return all[a].seen*len(all[a].example) > all[b].seen*len(all[b].example)
		}
		return all[a].signature < all[b].signature
	})
	var out []journeys.Journey
	for i, s := range all {
		if i == n {
			notes = append(notes, fmt.Sprintf("%d rarer sequences are left out", len(all)-n))
			break
		}
		name := o.Name
		if len(all) > 1 {
			name = fmt.Sprintf("%s-%d", o.Name, i+1)
		}
		j, more := importers.Draft(s.example, importers.Options{Name: name, Hosts: o.Hosts})
		if len(j.Steps) == 0 {
			continue
		}
		notes = append(notes, name+": seen "+names.Count(s.seen, "time"))
		notes = append(notes, more...)
		out = append(out, j)
	}
	return out, unique(notes), nil
}

type sequence struct {
	signature string
	seen      int
	example   []importers.Exchange
}

type openSession struct {
	key  string
	last time.Time
	xs   []importers.Exchange
}

// finder cuts a stream into sessions; recent has them by their last request, oldest first.
type finder struct {
	open   map[string]*list.Element
	recent *list.List
	found  map[string]*sequence
	hosts  []string
}

func (f *finder) add(x importers.Exchange) {
	for f.recent.Len() > 0 {
		oldest := f.recent.Front().Value.(*openSession)
		if f.recent.Len() < openSessions && x.At.Sub(oldest.last) < sessionGap {
			break
		}
		f.close(f.recent.Front())
	}
	e := f.open[x.Session]
	if e == nil {
		e = f.recent.PushBack(&openSession{key: x.Session})
		f.open[x.Session] = e
	}
	s := e.Value.(*openSession)
	s.last = x.At
	f.recent.MoveToBack(e)
	if len(s.xs) < sessionSteps {
		if len(x.RespBody) > 64<<10 {
			x.RespBody = x.RespBody[: 64<<10 : 64<<10]
		}
		s.xs = append(s.xs, x)
	}
}

func (f *finder) close(e *list.Element) {
	s := e.Value.(*openSession)
	f.recent.Remove(e)
	delete(f.open, s.key)
	var sig strings.Builder
	for _, x := range s.xs {
		sig.WriteString(x.Method + " " + Template(x.URL) + "\n")
	}
	if got := f.found[sig.String()]; got != nil {
		got.seen++
	} else if len(f.found) < signatures {
		f.found[sig.String()] = &sequence{signature: sig.String(), seen: 1, example: s.xs}
	}
}

var variable = regexp.MustCompile(`^([0-9]+|[0-9a-fA-F-]{8,}|.*[0-9].*[0-9].*[0-9].*)$`)

// Template returns the path of a URL with identifiers replaced by {}, so that requests to one endpoint meet.
func Template(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return raw
	}
	parts := strings.Split(u.Path, "/")
	for i, p := range parts {
		if variable.MatchString(p) || importers.Private(p) {
			parts[i] = "{}"
		}
	}
	return strings.Join(parts, "/")
}

func unique(in []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, s := range in {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}
