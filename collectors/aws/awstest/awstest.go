// Package awstest is an AWS endpoint on loopback for tests. It implements the services' wire protocols (awsJson1.0 and 1.1, awsQuery, restJson1,
// restXml) in the shapes of their published models, records every operation, and can misbehave.
package awstest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Account is one account. Its fields must be set before the first request.
type Account struct {
	URL     string
	Answers map[string]Answer             // by operation
	Fault   func(op string, n int) *Fault // n counts the calls of op from 1; nil, or a nil answer, for none

	mu      sync.Mutex
	calls   []string
	signers []string
	seen    map[string]int
}

// Answer is the answer of an operation to its input: a body, or "!Code" for an error of that code.
type Answer func(in map[string]any) string

// Fault is a faulty answer.
type Fault struct {
	Status  int
	Code    string
	Garbage string        // body instead of an error document
	Hang    time.Duration // before anything is sent
	Reset   bool          // the connection is closed without an answer
	Cut     bool          // half of Garbage's length is promised and not sent
}

// New starts an account with one resource of every kind, and sets the test credentials for it.
func New(t testing.TB) *Account {
	t.Helper()
	a := &Account{seen: map[string]int{}, Answers: answers()}
	server := httptest.NewServer(http.HandlerFunc(a.serve))
	a.URL = server.URL
	t.Cleanup(server.Close)
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "planted-secret-access-key")
	t.Setenv("AWS_CONFIG_FILE", "/nonexistent")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	return a
}

// Config is the body of a collect block for these services.
func (a *Account) Config(services ...string) string {
	return fmt.Sprintf("services = [\"%s\"]\nregion = \"eu-west-1\"\nendpoint = %q\nparameter_path = \"/shop/prod\"\n", strings.Join(services, `", "`), a.URL)
}

// Operations lists the operations that were requested so far, in order.
func (a *Account) Operations() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]string(nil), a.calls...)
}

// Signers lists the signers of the requests so far, in order: "OPERATION by ACCESS-KEY in REGION".
func (a *Account) Signers() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]string(nil), a.signers...)
}

// signer returns the access key and the region of a request's signature (Signature Version 4).
func signer(r *http.Request) string {
	_, scope, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	parts := append(strings.Split(scope, "/"), "", "", "") // key, date, region
	return parts[0] + " in " + parts[2]
}

func (a *Account) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	op, in, style := operation(r, body)
	a.mu.Lock()
	a.calls = append(a.calls, op)
	a.signers = append(a.signers, op+" by "+signer(r))
	a.seen[op]++
	n, fail := a.seen[op], a.Fault
	a.mu.Unlock()
	if fail != nil {
		if f := fail(op, n); f != nil {
			f.write(w, r, style)
			return
		}
	}
	answer, ok := a.Answers[op]
	if !ok {
		(&Fault{Status: 400, Code: "UnknownOperationException"}).write(w, r, style)
		return
	}
	out := answer(in)
	if strings.HasPrefix(out, "!") {
		(&Fault{Status: http.StatusNotFound, Code: out[1:]}).write(w, r, style)
		return
	}
	if op == "GetHostedConfigurationVersion" {
		w.Header().Set("Version-Number", path.Base(r.URL.Path))
	}
	switch style {
	case "xml", "query":
		w.Header().Set("Content-Type", "text/xml")
	default:
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	}
	_, _ = io.WriteString(w, out)
}

// operation returns the name, the input and the protocol of a call.
func operation(r *http.Request, body []byte) (op string, in map[string]any, style string) {
	in = map[string]any{}
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		_ = json.Unmarshal(body, &in)
		return target[strings.LastIndexByte(target, '.')+1:], in, "json"
	}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		v, _ := url.ParseQuery(string(body))
		for k := range v {
			in[k] = v.Get(k)
		}
		return v.Get("Action"), in, "query"
	}
	for k := range r.URL.Query() {
		in[k] = r.URL.Query().Get(k)
	}
	switch p := r.URL.Path; {
	case strings.Contains(p, "/2017-03-31/tags/"):
		in["Resource"] = p[strings.Index(p, "/tags/")+len("/tags/"):]
		return "ListTags", in, "restjson"
	case strings.HasSuffix(p, "/functions") || strings.HasSuffix(p, "/functions/"):
		return "ListFunctions", in, "restjson"
	case p == "/applications":
		return "ListApplications", in, "restjson"
	case strings.HasSuffix(p, "/deployments"):
		in["Path"] = p
		return "ListDeployments", in, "restjson"
	case strings.Contains(p, "/hostedconfigurationversions/"):
		in["Path"] = p
		return "GetHostedConfigurationVersion", in, "restjson"
	case strings.HasSuffix(p, "/environments"):
		return "ListEnvironments", in, "restjson"
	case strings.HasSuffix(p, "/configurationprofiles"):
		return "ListConfigurationProfiles", in, "restjson"
	case p == "/":
		return "ListBuckets", in, "xml"
	}
	in["Bucket"] = strings.Trim(r.URL.Path, "/")
	for _, q := range []struct{ key, op string }{
		{"versioning", "GetBucketVersioning"},
		{"encryption", "GetBucketEncryption"},
		{"publicAccessBlock", "GetPublicAccessBlock"},
		{"lifecycle", "GetBucketLifecycleConfiguration"},
		{"policy", "GetBucketPolicy"},
		{"tagging", "GetBucketTagging"},
		{"logging", "GetBucketLogging"},
		{"cors", "GetBucketCors"},
		{"ownershipControls", "GetBucketOwnershipControls"},
		{"object-lock", "GetObjectLockConfiguration"},
	} {
		if r.URL.Query().Has(q.key) {
			return q.op, in, "xml"
		}
	}
	return r.Method + " " + r.URL.Path, in, "xml"
}

func (f *Fault) write(w http.ResponseWriter, r *http.Request, style string) {
	if f.Hang > 0 {
		select {
		case <-r.Context().Done():
		case <-time.After(f.Hang):
		}
	}
	if f.Reset {
		panic(http.ErrAbortHandler)
	}
	if f.Cut {
		w.Header().Set("Content-Length", strconv.Itoa(2*len(f.Garbage)+1))
	}
	switch {
	case f.Garbage != "":
		w.WriteHeader(http.StatusOK)
		_, _ = io.WriteString(w, f.Garbage)
	case style == "query":
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(f.Status)
		_, _ = fmt.Fprintf(w, `<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>planted</Message></Error></ErrorResponse>`, f.Code)
	case style == "xml":
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(f.Status)
		_, _ = fmt.Fprintf(w, `<Error><Code>%s</Code><Message>planted</Message></Error>`, f.Code)
	default:
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-Amzn-Errortype", f.Code)
		w.WriteHeader(f.Status)
		_, _ = fmt.Fprintf(w, `{"__type":%q,"message":"planted"}`, f.Code)
	}
}
