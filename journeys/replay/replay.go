// Package replay sends traffic captured by GoReplay to an environment again, at its recorded pace or a multiple of it, and holds
// times and answers against the recorded ones or against a second environment, live.
//
// It sends only what reads (GET, HEAD, OPTIONS), none of the credentials a capture holds, and streams: a capture of any
// size takes the memory of the samples that are kept.
package replay

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"

	"github.com/envparity/envparity/journeys"
	"github.com/envparity/envparity/journeys/importers"
	"github.com/envparity/envparity/journeys/importers/gor"
	"github.com/envparity/envparity/journeys/runner"
	"github.com/envparity/envparity/names"
)

// Options are those of a replay, and what part of the capture is meant.
type Options struct {
	runner.ReplayOptions
	Hosts []string // requests to other hosts are left out; empty for all
}

// Counted is what a replay of a capture would send.
type Counted struct {
	Requests int            // to each environment
	Left     map[string]int // captured requests that are not sent, by the reason
	More     int            // beyond the most that may be sent
}

// Count reads a capture and sends nothing. most is the budget, 0 for the default.
func Count(r io.Reader, hosts []string, most int) (Counted, error) {
	if most == 0 {
		most = runner.DefaultReplay
	}
	c := Counted{Left: map[string]int{}}
	stats, err := gor.Exchanges(r, func(x importers.Exchange) error {
		rec, ok := recorded(x, hosts)
		switch {
		case !ok:
			c.Left["they went to another host"]++
		case runner.Unfit(rec) != "":
			c.Left[runner.Unfit(rec)]++
		case c.Requests == most:
			c.More++
		default:
			c.Requests++
		}
		return nil
	})
	if stats.Requests == 0 && err == nil {
		return c, errNone
	}
	if stats.Requests > 0 {
		err = nil // a capture that breaks off is replayed up to there
	}
	return c, err
}

var errNone = errors.New("no request in the capture: not a GoReplay file, or one without requests")

var errEnough = errors.New("enough")

// Run replays the capture in r to targets: the first is judged, against the second where there is one, else against the recording.
func Run(ctx context.Context, r io.Reader, targets []journeys.Target, o Options) (*journeys.Run, error) {
	if len(targets) == 0 || len(targets) > 2 {
		return nil, fmt.Errorf("a replay goes to one environment, or to one and the one it is held against; %d were given", len(targets))
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ch := make(chan *runner.Recorded, 64)
	done := make(chan error, 1)
	var stats gor.Stats
	go func() {
		defer close(ch)
		var err error
		stats, err = gor.Exchanges(r, func(x importers.Exchange) error {
			rec, ok := recorded(x, o.Hosts)
			if !ok {
				return nil
			}
			select {
			case ch <- rec:
				return nil
			case <-ctx.Done():
				return errEnough
			}
		})
		done <- err
	}()
	run, err := runner.Replay(ctx, targets, func() (*runner.Recorded, error) { return <-ch, nil }, o.ReplayOptions)
	cancel()
	for range ch { // lets the reader go
	}
	readErr := <-done
	if run == nil {
		return nil, err
	}
	if stats.Requests == 0 && readErr == nil {
		return nil, errNone
	}
	if readErr != nil && !errors.Is(readErr, errEnough) {
		run.Problems = append(run.Problems, "the capture breaks off: "+readErr.Error())
	}
	if stats.Skipped+stats.Unparsed > 0 {
		run.Notes = append(run.Notes, fmt.Sprintf("not readable in the capture: %s", names.Count(stats.Skipped+stats.Unparsed, "record")))
	}
	return run, err
}

func recorded(x importers.Exchange, hosts []string) (*runner.Recorded, bool) {
	u, err := url.Parse(x.URL)
	if err != nil || len(hosts) > 0 && !slices.Contains(hosts, u.Host) && !slices.Contains(hosts, u.Hostname()) {
		return nil, false
	}
	return &runner.Recorded{
		At: x.At, Took: x.Took, Endpoint: x.Method + " " + gor.Template(x.URL), Method: x.Method, URL: x.URL, Header: x.Header,
		Status: x.Status, Answer: x.RespHeader, Body: x.RespBody,
	}, true
}
