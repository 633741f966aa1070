package featureflags

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/httpguard"
	"github.com/envparity/envparity/snapshot"
)

const (
	maxAnswer      = bounds.FlagAnswer
	maxTries       = bounds.FlagTries
	requestTimeout = bounds.FlagTry
	maxWait        = bounds.FlagPause
)

// client sends requests to one service. It retries temporary failures (429, 5xx, broken connections), and follows no redirect.
type client struct {
	base     string
	token    string
	tokenEnv string
	header   string // the token's header with the text before the token: "Authorization: Bearer "
	http     *http.Client
	tries    int // of one request
	pause    func(context.Context, time.Duration) error
}

func newClient(base, header, tokenEnv string, getenv func(string) string) *client {
	name, _, _ := strings.Cut(header, ":")
	return &client{
		base: strings.TrimRight(base, "/"), token: getenv(tokenEnv), tokenEnv: tokenEnv, header: header, tries: maxTries, pause: sleep,
		http: (&httpguard.Guard{Host: hostOf(base), Headers: []string{name}, Methods: []string{http.MethodPost}}).Client(requestTimeout),
	}
}

func hostOf(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return base
	}
	return u.Host
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-t.C:
		return nil
	}
}

// ask sends a request, with retries, and parses the answer. The error is a sentence without tokens or bodies.
func (c *client) ask(ctx context.Context, method, path string, body []byte) (*snapshot.Node, error) {
	var last error
	for try := range c.tries {
		wait, node, err := c.once(ctx, method, path, body)
		if err == nil {
			return node, nil
		}
		last = err
		if wait < 0 || ctx.Err() != nil {
			break
		}
		if wait == 0 {
			wait = time.Duration(200<<try)*time.Millisecond + rand.N(200*time.Millisecond)
		}
		if try < c.tries-1 {
			if err := c.pause(ctx, min(wait, maxWait)); err != nil {
				break
			}
		}
	}
	return nil, last
}

// once sends one request. wait is negative if a retry is useless, 0 if the caller decides.
func (c *client) once(ctx context.Context, method, path string, body []byte) (wait time.Duration, node *snapshot.Node, err error) {
	shown := show(c.base) + path
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return -1, nil, fmt.Errorf("%s is no URL that can be asked", shown)
	}
	req.Header.Set("Accept", "application/json")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		name, prefix, _ := strings.Cut(c.header, ": ")
		req.Header.Set(name, prefix+c.token)
	}
	res, err := c.http.Do(req)
	if refused := (*httpguard.RefusedError)(nil); errors.As(err, &refused) {
		return -1, nil, fmt.Errorf("%s: %w", shown, refused)
	}
	if err != nil {
		return 0, nil, fmt.Errorf("%s: %w", shown, cause(err))
	}
	defer func() { _ = res.Body.Close() }() // the content is already read
	raw, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	switch {
	case res.StatusCode == http.StatusUnauthorized || res.StatusCode == http.StatusForbidden:
		hint := fmt.Sprintf("the token in %s is not accepted", c.tokenEnv)
		if c.token == "" {
			hint = fmt.Sprintf("it wants a token; set %s", c.tokenEnv)
		}
		return -1, nil, fmt.Errorf("%s answers %s: %s", shown, res.Status, hint)
	case res.StatusCode == http.StatusTooManyRequests, res.StatusCode >= 500:
		return retryAfter(res), nil, fmt.Errorf("%s answers %s", shown, res.Status)
	case res.StatusCode != http.StatusOK:
		return -1, nil, fmt.Errorf("%s answers %s", shown, res.Status)
	case err != nil:
		return 0, nil, fmt.Errorf("%s: the answer broke off: %w", shown, cause(err))
	case len(raw) > maxAnswer:
		return -1, nil, fmt.Errorf("%s answers with more than %d MB", shown, maxAnswer>>20)
	}
	got := parse.JSON(raw)
	if len(got.Docs) != 1 || got.Lost() {
		return 0, nil, fmt.Errorf("%s answers with something that is not JSON", shown)
	}
	root := got.Docs[0].Root
	unline(&root)
	return 0, &root, nil
}

// unline removes lines, because nobody can look up a line of an answer.
func unline(n *snapshot.Node) {
	n.Line = 0
	for i := range n.Children {
		unline(&n.Children[i])
	}
}

func retryAfter(res *http.Response) time.Duration {
	v := res.Header.Get("Retry-After")
	if s, err := strconv.Atoi(v); err == nil && s >= 0 {
		return time.Duration(s) * time.Second
	}
	if at, err := http.ParseTime(v); err == nil {
		return max(time.Until(at), 0)
	}
	return 0
}

// show returns a URL without its user and query.
func show(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return "the URL"
	}
	u.User, u.RawQuery, u.Fragment = nil, "", ""
	return u.String()
}

// cause removes the URL from a client's error.
func cause(err error) error {
	var ue *url.Error
	if errors.As(err, &ue) {
		return ue.Err
	}
	return err
}
