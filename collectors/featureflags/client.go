package featureflags

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
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
	firstPause     = 200 * time.Millisecond
)

// client sends requests to one service. It retries temporary failures (429, 5xx, broken connections), and follows no redirect.
type client struct {
	base     string
	token    string
	tokenEnv string
	header   string // the token's header with the text before the token: "Authorization: Bearer "
	http     *http.Client
	patience httpguard.Patience
}

func newClient(base, header, tokenEnv string, getenv func(string) string) *client {
	name, _, _ := strings.Cut(header, ":")
	return &client{
		base: strings.TrimRight(base, "/"), token: getenv(tokenEnv), tokenEnv: tokenEnv, header: header,
		patience: httpguard.Patience{Tries: maxTries, First: firstPause, Most: maxWait},
		http:     (&httpguard.Guard{Host: hostOf(base), Headers: []string{name}, Methods: []string{http.MethodPost}}).Client(requestTimeout),
	}
}

func hostOf(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return base
	}
	return u.Host
}

// ask sends a request, with retries, and parses the answer. The error is a sentence without tokens or bodies.
func (c *client) ask(ctx context.Context, method, path string, body []byte) (*snapshot.Node, error) {
	var node *snapshot.Node
	err := c.patience.Do(ctx, func() (again bool, after time.Duration, err error) {
		again, after, node, err = c.once(ctx, method, path, body)
		return again, after, err
	})
	if err != nil {
		return nil, err
	}
	return node, nil
}

// once asks once. again says whether asking again may help, after how long the service asks to wait for it.
func (c *client) once(ctx context.Context, method, path string, body []byte) (again bool, after time.Duration, node *snapshot.Node, err error) {
	shown := show(c.base) + path
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return false, 0, nil, fmt.Errorf("%s is no URL that can be asked", shown)
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
		return false, 0, nil, fmt.Errorf("%s: %w", shown, refused)
	}
	if err != nil {
		return true, 0, nil, fmt.Errorf("%s: %w", shown, cause(err))
	}
	defer func() { _ = res.Body.Close() }() // the content is already read
	raw, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	switch {
	case res.StatusCode == http.StatusUnauthorized || res.StatusCode == http.StatusForbidden:
		hint := fmt.Sprintf("the token in %s is not accepted", c.tokenEnv)
		if c.token == "" {
			hint = fmt.Sprintf("it wants a token; set %s", c.tokenEnv)
		}
		return false, 0, nil, fmt.Errorf("%s answers %s: %s", shown, res.Status, hint)
	case httpguard.Passing(res.StatusCode):
		return true, httpguard.RetryAfter(res.Header, time.Now()), nil, fmt.Errorf("%s answers %s", shown, res.Status)
	case res.StatusCode != http.StatusOK:
		return false, 0, nil, fmt.Errorf("%s answers %s", shown, res.Status)
	case err != nil:
		return true, 0, nil, fmt.Errorf("%s: the answer broke off: %w", shown, cause(err))
	case len(raw) > maxAnswer:
		return false, 0, nil, fmt.Errorf("%s answers with more than %d MB", shown, maxAnswer>>20)
	}
	got := parse.JSON(raw)
	if len(got.Docs) != 1 || got.Lost() {
		return true, 0, nil, fmt.Errorf("%s answers with something that is not JSON", shown)
	}
	root := got.Docs[0].Root
	unline(&root)
	return false, 0, &root, nil
}

// unline removes lines, because nobody can look up a line of an answer.
func unline(n *snapshot.Node) {
	n.Line = 0
	for i := range n.Children {
		unline(&n.Children[i])
	}
}

// show is a URL without the user and query that may be in it.
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
