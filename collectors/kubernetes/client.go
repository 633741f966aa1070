package kubernetes

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/httpguard"
	"github.com/envparity/envparity/snapshot"
)

// Limits of the requests to an API server.
const (
	pageSize    = 500
	requestsPer = 100 // a second
	burst       = 200
	attempts    = bounds.KubernetesTries
	backoff     = 200 * time.Millisecond
	maxWait     = bounds.KubernetesPause
	pageTimeout = bounds.KubernetesTry
	maxPage     = bounds.KubernetesPage
)

// client reads from one API server.
type client struct {
	name string // of the cluster, from the kubeconfig's context
	rest *rest.RESTClient
	strs *parse.Interner
	wait func(ctx context.Context, d time.Duration) error
}

// connect finds the cluster as kubectl does: kubeconfig and context, or the pod's own service account. It opens no connection yet.
func (c *live) connect(ctx context.Context, in collectors.Input) (*client, error) {
	loader := c.loader(in)
	cfg, err := loader.ClientConfig()
	if err != nil {
		if in.Dir != "" {
			err = errors.New(strings.ReplaceAll(err.Error(), in.Dir+string(filepath.Separator), ""))
		}
		return nil, fmt.Errorf("no way to the cluster: %w; see that the context is in your kubeconfig (kubectl config get-contexts)", err)
	}
	name := c.context
	if name == "" {
		if raw, err := loader.RawConfig(); err == nil {
			name = raw.CurrentContext
		}
	}
	if name == "" {
		name = "in-cluster"
	}
	cfg = rest.CopyConfig(cfg)
	if cfg.ExecProvider != nil { // an interactive login would prompt on the screen, or nobody
		cfg.ExecProvider.StdinUnavailable = true
		cfg.ExecProvider.StdinUnavailableMessage = "envparity does not prompt; log in first, with any kubectl command"
	}
	cfg.QPS, cfg.Burst = requestsPer, burst
	cfg.Timeout = 0 // each attempt has its own
	cfg.UserAgent = "envparity (read-only)"
	cfg.WarningHandler = rest.NoWarnings{}
	cfg.NegotiatedSerializer = statusCodecs()
	cfg.GroupVersion = nil
	// JSON, and not protobuf even for kinds that have it. Measured on a page of 500 Deployments: compressed 41 kB against 32, fetched in 13.5 ms
	// against 11.3, but decoding into typed objects and back took 28 ms against 8 of the reader here. Typed objects also drop every field that is
	// newer than this program, so that a difference in such a field would be lost.
	cfg.ContentType, cfg.AcceptContentTypes = "application/json", "application/json"
	cfg.Wrap(func(next http.RoundTripper) http.RoundTripper {
		return readOnlyTransport{&httpguard.Guard{Next: next, Host: hostOf(cfg.Host), Limit: maxPage}}
	})
	rc, err := rest.UnversionedRESTClientFor(cfg)
	if err != nil {
		return nil, err
	}
	return &client{name: name, rest: rc, strs: in.Strings, wait: httpguard.Sleep}, nil
}

// loader finds the kubeconfig and the context in it.
func (c *live) loader(in collectors.Input) clientcmd.ClientConfig {
	rules := clientcmd.NewDefaultClientConfigLoadingRules()
	if c.kubeconfig != "" {
		rules.ExplicitPath = absolute(in.Dir, c.kubeconfig)
	}
	return clientcmd.NewNonInteractiveDeferredLoadingClientConfig(rules, &clientcmd.ConfigOverrides{CurrentContext: c.context})
}

// statusCodecs decode the Status of an error, which the library has to do. The scheme of all built-in kinds is large and not needed.
func statusCodecs() runtime.NegotiatedSerializer {
	known := runtime.NewScheme()
	metav1.AddToGroupVersion(known, schema.GroupVersion{Version: "v1"})
	return serializer.NewCodecFactory(known).WithoutConversion()
}

// readOnlyTransport refuses every request that does not read, whatever library sends it.
type readOnlyTransport struct{ next http.RoundTripper }

var errNotReading = errors.New("envparity sends nothing but GET to a cluster")

// RoundTrip implements http.RoundTripper.
func (t readOnlyTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodGet || r.URL.Query().Get("watch") != "" {
		return nil, errNotReading
	}
	return t.next.RoundTrip(r)
}

// hostOf returns the host of a cluster's address, which may have no scheme.
func hostOf(server string) string {
	if u, err := url.Parse(server); err == nil && u.Host != "" {
		return u.Host
	}
	return server
}

// get reads path, trying again with growing pauses what may pass: throttling, server errors, broken connections, garbage.
func (c *client) get(ctx context.Context, path string, query url.Values) (root snapshot.Node, err error) {
	err = c.retry(ctx, func() (err error) {
		root, err = c.once(ctx, path, query)
		return err
	})
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return root, err
}

func (c *client) once(ctx context.Context, path string, query url.Values) (root snapshot.Node, err error) {
	err = c.stream(ctx, path, query, func(r io.Reader) error {
		body, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		parsed := parse.TextWith(c.strs, parse.FormatJSON, body)
		if len(parsed.Docs) != 1 || parsed.Lost() || parsed.Docs[0].Root.Kind != snapshot.Map {
			return errGarbage
		}
		root = parsed.Docs[0].Root
		noLines(&root)
		return nil
	})
	return root, err
}

// page requests one page of a list.
func (c *client) page(ctx context.Context, k kind, namespace string, query url.Values) (p page, err error) {
	err = c.retry(ctx, func() error {
		return c.stream(ctx, k.path(namespace), query, func(r io.Reader) (err error) {
			p, err = readPage(r, c.strs, k, k.name == "Node")
			if err == nil && !strings.HasSuffix(p.kind, "List") {
				err = errGarbage
			}
			return err
		})
	})
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return p, err
}

// stream sends one request and passes the body to read while it arrives.
func (c *client) stream(ctx context.Context, path string, query url.Values, read func(io.Reader) error) error {
	actx, cancel := context.WithTimeoutCause(ctx, pageTimeout, fmt.Errorf("no answer within %s", pageTimeout))
	defer cancel()
	req := c.rest.Get().AbsPath(path).MaxRetries(0)
	for key, vs := range query {
		for _, v := range vs {
			req = req.Param(key, v)
		}
	}
	body, err := req.Stream(actx)
	if err == nil {
		err = read(body)
		_ = body.Close() // the content is already read
	}
	if err != nil && actx.Err() != nil && ctx.Err() == nil {
		err = context.Cause(actx)
	}
	return err
}

var errGarbage = errors.New("the answer is not the JSON of a Kubernetes API; is there a proxy or login page between?")

// final reports whether a retry would fail in the same way.
func final(err error) bool {
	switch {
	case apierrors.IsForbidden(err), apierrors.IsUnauthorized(err), apierrors.IsNotFound(err), apierrors.IsMethodNotSupported(err),
		apierrors.IsBadRequest(err), apierrors.IsNotAcceptable(err), apierrors.IsResourceExpired(err), apierrors.IsGone(err), errors.Is(err, errNotReading):
		return true
	}
	var refused *httpguard.RefusedError
	if errors.As(err, &refused) {
		return true
	}
	var unknown *net.DNSError
	return errors.As(err, &unknown) && unknown.IsNotFound
}

// retryAfter returns how long the server wants a client to wait.
func retryAfter(err error) time.Duration {
	var s apierrors.APIStatus
	if errors.As(err, &s) && s.Status().Details != nil && s.Status().Details.RetryAfterSeconds > 0 {
		return time.Duration(s.Status().Details.RetryAfterSeconds) * time.Second
	}
	return 0
}

// explain turns an error into a sentence with advice.
func explain(ctx context.Context, err error) string {
	switch {
	case ctx.Err() != nil:
		return "cut short: " + context.Cause(ctx).Error()
	case apierrors.IsForbidden(err):
		return "forbidden to this identity; \"envparity rbac\" prints what it needs"
	case apierrors.IsUnauthorized(err):
		return "the credentials are not accepted (expired?); log in again"
	case apierrors.IsTooManyRequests(err):
		return "the server is throttling, and was still after " + strconv.Itoa(attempts) + " attempts"
	}
	var status apierrors.APIStatus
	if errors.As(err, &status) && foreign(status) { // a proxy's page, which may contain anything
		return fmt.Sprintf("the server answers %d %s, and not as a Kubernetes API does", status.Status().Code, http.StatusText(int(status.Status().Code)))
	}
	text := err.Error()
	if len(text) > 300 {
		text = text[:300] + "…"
	}
	return strings.ToValidUTF8(text, "")
}

// foreign reports whether an error's text does not come from the API server.
func foreign(s apierrors.APIStatus) bool {
	d := s.Status().Details
	return d != nil && slices.ContainsFunc(d.Causes, func(c metav1.StatusCause) bool { return c.Type == metav1.CauseTypeUnexpectedServerResponse })
}

// serverVersion reads the server's version. It is the first request, and shows whether the server can be reached.
func (c *client) serverVersion(ctx context.Context) (snapshot.Node, error) {
	return c.get(ctx, "/version", nil)
}

// raw decodes an answer about the server itself. An answer of another kind is an error.
func (c *client) raw(ctx context.Context, path, kind string, into any) error {
	return c.stream(ctx, path, nil, func(r io.Reader) error {
		body, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		var is metav1.TypeMeta
		if json.Unmarshal(body, &is) != nil || is.Kind != kind || json.Unmarshal(body, into) != nil {
			return errGarbage
		}
		return nil
	})
}

func noLines(n *snapshot.Node) {
	n.Line = 0
	for i := range n.Children {
		noLines(&n.Children[i])
	}
}
