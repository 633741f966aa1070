package workspace

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/internal/httpguard"
	"github.com/envparity/envparity/report"
)

// Bounds on sending one notice, because a check in CI waits for it.
const (
	noticeTries = 3
	noticeTry   = 10 * time.Second // a working webhook answers at once
	noticeWait  = 20 * time.Second // the longest delay accepted from Retry-After
	noticeFirst = time.Second      // the first pause; each further one is twice as long
)

// notifyNeeds lists the webhooks that a check would use.
func notifyNeeds(cfg *config.Config) []collectors.Need {
	var out []collectors.Need
	for _, n := range cfg.Notify {
		out = append(out, collectors.Need{
			Act: collectors.ActAsk, What: "the webhook whose address is in " + n.Webhook + ", to say what is new, overdue or waived to an end soon", With: "the address in " + n.Webhook,
		})
	}
	return out
}

// isWebhook reports whether a secret is the address of a webhook. Journeys do not get such a secret.
func isWebhook(cfg *config.Config, name string) bool {
	return slices.ContainsFunc(cfg.Notify, func(n config.Notify) bool { return n.Webhook == name })
}

// Notify sends a message to the webhooks of a config if there is something to report. The error does not change the result of the check.
func (w *Workspace) Notify(ctx context.Context, cfg *config.Config, r *audit.Result, l audit.FailOn) error {
	if len(cfg.Notify) == 0 {
		return nil
	}
	notice, worth := report.NewNotice(r, l)
	if !worth {
		return nil
	}
	p, err := w.Permission(cfg)
	if err != nil {
		return err
	}
	var errs []error
	for i, need := range notifyNeeds(cfg) {
		if why := p.Refuse(need); why != "" {
			errs = append(errs, fmt.Errorf("notify: would %s; %s", need.String(), why))
			continue
		}
		n := &cfg.Notify[i]
		body, err := notice.JSON()
		if n.Format == config.NotifySlack {
			body, err = notice.Slack()
		}
		if err == nil {
			err = post(ctx, w.Getenv(n.Webhook), body, httpguard.Sleep)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("notify: no message was sent to the webhook of %s: %w", n.Webhook, err))
		}
	}
	return errors.Join(errs...)
}

// post sends a document to an address that is a secret: no error names it. What may pass is tried again.
func post(ctx context.Context, address string, body []byte, pause func(context.Context, time.Duration) error) error {
	if address == "" {
		return errors.New("the variable is not set")
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return errors.New("the variable holds no address that begins with https://")
	}
	if u.Scheme != "https" && !httpguard.Loopback(u.Hostname()) {
		return errors.New("the address is a credential, and goes over https only; it begins with http://")
	}
	guard := &httpguard.Guard{Host: u.Host, Methods: []string{http.MethodPost}, Limit: 64 << 10}
	client := guard.Client(noticeTry)
	return httpguard.Patience{Tries: noticeTries, First: noticeFirst, Most: noticeWait, Pause: pause}.Do(ctx, func() (bool, time.Duration, error) {
		return postOnce(ctx, client, u, body)
	})
}

// postOnce sends once. again is true if a retry may help, and after is how long the server wants it to wait.
func postOnce(ctx context.Context, client *http.Client, u *url.URL, body []byte) (again bool, after time.Duration, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(body))
	if err != nil {
		return false, 0, errors.New("the variable holds no address")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "envparity")
	res, err := client.Do(req)
	if err != nil {
		var of *url.Error // contains the address
		if errors.As(err, &of) {
			err = of.Err
		}
		var refused *httpguard.RefusedError
		if errors.As(err, &refused) {
			return false, 0, errors.New("it answers with a redirect, which a credential does not follow")
		}
		return ctx.Err() == nil, 0, err
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, res.Body) // so that the connection can be reused; the answer does not matter
	if res.StatusCode >= 200 && res.StatusCode < 300 {
		return false, 0, nil
	}
	return httpguard.Passing(res.StatusCode), httpguard.RetryAfter(res.Header, time.Now()), fmt.Errorf("it answers with status %d", res.StatusCode)
}
