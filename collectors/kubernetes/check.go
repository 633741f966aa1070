package kubernetes

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"github.com/envparity/envparity/collectors"
)

// soon is how long before the end of a credential a check warns. A week leaves time to renew it on a working day.
const soon = 7 * 24 * time.Hour

const applyRole = "`envparity rbac` prints the role that is needed; apply it for this identity"

// Check implements collectors.Checker. It sends GET only. It reads the identity from the kubeconfig, because a SelfSubjectReview would have to be
// created. It tests the rights by a list of one object of each kind.
func (c *live) Check(ctx context.Context, in collectors.Input) []collectors.Check {
	var out collectors.Checks
	client, err := c.connect(ctx, in)
	if err != nil {
		out.Fail("reach", err.Error(), "see that the context is in your kubeconfig (`kubectl config get-contexts`)")
		return out
	}
	c.identity(in, &out, time.Now())
	version, err := client.serverVersion(ctx)
	switch {
	case apierrors.IsUnauthorized(err):
		out.Fail("identity", explain(ctx, err), "log in again")
		return out
	case err != nil:
		out.Fail("reach", explain(ctx, err), "see that the server's address in the kubeconfig is right, and that this machine can reach it (VPN, firewall)")
		return out
	}
	out.OK("reach", "%s answers", client.name)
	out.OK("version", "%s", text(&version, "gitVersion"))
	there := c.present(ctx, client, &out)
	if len(there) > 0 || len(c.namespaces) == 0 {
		c.rights(ctx, client, there, &out)
	}
	return out
}

// present checks the namespaces of the config, and returns those to check further.
func (c *live) present(ctx context.Context, client *client, out *collectors.Checks) []string {
	var there []string
	for _, ns := range c.namespaces {
		_, err := client.get(ctx, "/api/v1/namespaces/"+url.PathEscape(ns), nil)
		switch {
		case err == nil:
			there = append(there, ns)
		case apierrors.IsNotFound(err):
			out.Fail("read", fmt.Sprintf("there is no namespace %q", ns), "correct namespace in the collect block, or create the namespace")
		default:
			there = append(there, ns)
			out.Fail("rights", fmt.Sprintf("namespace %q cannot be read: %s", ns, explain(ctx, err)), applyRole)
		}
	}
	return there
}

// rights requests one object of each kind in each namespace.
func (c *live) rights(ctx context.Context, client *client, namespaces []string, out *collectors.Checks) {
	var problems collectors.Problems
	kinds := client.kinds(ctx, c, &problems)
	for line := range strings.Lines(problems.Outcome(1).Error) {
		out.Fail("rights", strings.TrimSpace(line), applyRole)
	}
	type place struct {
		kind
		namespace string
	}
	var places []place
	for _, k := range kinds {
		if !k.namespaced || len(namespaces) == 0 {
			places = append(places, place{k, ""})
			continue
		}
		for _, ns := range namespaces {
			places = append(places, place{k, ns})
		}
	}
	errs := make([]error, len(places))
	begun := collectors.Parallel(ctx, len(places), func(i int) {
		errs[i] = client.retry(ctx, func() error {
			_, err := client.once(ctx, places[i].path(places[i].namespace), url.Values{"limit": {"1"}})
			return err
		})
	})
	if begun < len(places) {
		out.Fail("rights", "not all kinds could be asked for in time", "give the block a longer timeout")
	}
	refused := map[string][]string{} // place → kinds
	listed := 0
	for i, err := range errs[:begun] {
		p := places[i]
		where := "in the cluster"
		if p.namespace != "" {
			where = fmt.Sprintf("in namespace %q", p.namespace)
		}
		switch {
		case err == nil:
			listed++
		case apierrors.IsForbidden(err):
			refused[where] = append(refused[where], p.name)
		default:
			out.Fail("rights", fmt.Sprintf("%s %s could not be listed: %s", p.name, where, explain(ctx, err)), "check that the API server and its aggregated APIs are healthy (`kubectl get apiservices`)")
		}
	}
	if listed > 0 {
		out.OK("rights", "lists %d of %d kinds", listed, len(places))
	}
	for _, where := range slices.Sorted(maps.Keys(refused)) {
		out.Fail("rights", fmt.Sprintf("may not list %s %s", strings.Join(refused[where], ", "), where), applyRole)
	}
}

// identity reports the cluster's user, as far as the kubeconfig shows it.
func (c *live) identity(in collectors.Input, out *collectors.Checks, now time.Time) {
	raw, err := c.loader(in).RawConfig()
	if err != nil {
		return // connect has reported it
	}
	ctx := raw.Contexts[orDefault(c.context, raw.CurrentContext)]
	if ctx == nil {
		out.OK("identity", "the service account of this pod")
		return
	}
	user := raw.AuthInfos[ctx.AuthInfo]
	if user == nil {
		out.Warn("identity", "name a user in the context of the kubeconfig", "nobody: the context has no user")
		return
	}
	who := fmt.Sprintf("user %q of the kubeconfig", ctx.AuthInfo)
	end, by := credential(user)
	if by != "" {
		who += ", " + by
	}
	switch {
	case end.IsZero() || end.Sub(now) > soon:
		out.OK("identity", "%s", who)
	case end.Before(now):
		out.Fail("identity", fmt.Sprintf("%s, which ended on %s", who, end.UTC().Format(time.DateOnly)), "renew it: log in again")
	default:
		out.Warn("identity", "renew it before: log in again", "%s, which ends on %s", who, end.UTC().Format(time.DateOnly))
	}
}

// credential returns the end of a user's credential and a text that describes it. end is the zero time if the credential has no end.
func credential(user *clientcmdapi.AuthInfo) (end time.Time, by string) {
	switch {
	case user.Exec != nil:
		return time.Time{}, "by the login program " + user.Exec.Command
	case user.ClientCertificate != "" || len(user.ClientCertificateData) > 0:
		cert, err := certificate(user)
		if err != nil {
			return time.Time{}, "by a client certificate that cannot be read"
		}
		return cert.NotAfter, "by a client certificate for " + cert.Subject.CommonName
	case user.Token != "" || user.TokenFile != "":
		subject, end := subjectOf(token(user))
		if subject == "" {
			return end, "by a token"
		}
		return end, "by a token for " + subject
	case user.Username != "":
		return time.Time{}, "by a password"
	}
	return time.Time{}, ""
}

func certificate(user *clientcmdapi.AuthInfo) (*x509.Certificate, error) {
	data := user.ClientCertificateData
	if len(data) == 0 {
		var err error
		if data, err = os.ReadFile(beside(user, user.ClientCertificate)); err != nil {
			return nil, err
		}
	}
	block, _ := pem.Decode(data)
	if block == nil {
		return nil, errors.New("no PEM")
	}
	return x509.ParseCertificate(block.Bytes)
}

func token(user *clientcmdapi.AuthInfo) string {
	if user.TokenFile == "" {
		return user.Token
	}
	b, err := os.ReadFile(beside(user, user.TokenFile))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}

// beside returns the path of a file that a kubeconfig names, relative to the kubeconfig.
func beside(user *clientcmdapi.AuthInfo, file string) string {
	if filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(filepath.Dir(user.LocationOfOrigin), file)
}

// subjectOf returns the subject and the end of a JSON web token, without checking its signature. It returns neither for another kind of token.
func subjectOf(token string) (string, time.Time) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return "", time.Time{}
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return "", time.Time{}
	}
	var claims struct {
		Subject string `json:"sub"`
		Expires int64  `json:"exp"`
	}
	if json.Unmarshal(payload, &claims) != nil {
		return "", time.Time{}
	}
	var end time.Time
	if claims.Expires > 0 {
		end = time.Unix(claims.Expires, 0)
	}
	return claims.Subject, end
}
