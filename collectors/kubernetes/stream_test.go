package kubernetes

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/snapshot"
)

// pageOf is a list of n Deployments as an API server prints it, managed fields and all.
func pageOf(n int) string {
	items := make([]string, n)
	for i := range items {
		items[i] = fmt.Sprintf(`{"metadata":{"name":"a%[1]d","namespace":"many","uid":"c0ffee00-0000-0000-0000-0000000%05[1]d","resourceVersion":"%[1]d","generation":1,"creationTimestamp":"2026-11-25T02:00:00Z","managedFields":[{"manager":"kubectl","operation":"Update","apiVersion":"apps/v1","time":"2026-11-25T02:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{"f:progressDeadlineSeconds":{},"f:replicas":{},"f:revisionHistoryLimit":{},"f:selector":{},"f:strategy":{"f:rollingUpdate":{".":{},"f:maxSurge":{},"f:maxUnavailable":{}},"f:type":{}},"f:template":{"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"api\"}":{".":{},"f:env":{".":{},"k:{\"name\":\"A\"}":{".":{},"f:name":{},"f:value":{}}},"f:image":{},"f:imagePullPolicy":{},"f:name":{},"f:resources":{}}}}}}}}]},"spec":{"replicas":2,"selector":{"matchLabels":{"app":"a%[1]d"}},"template":{"metadata":{"labels":{"app":"a%[1]d"}},"spec":{"containers":[{"name":"api","image":"shop/api:1","env":[{"name":"A","value":"1"},{"name":"B","value":"%[1]d"}],"resources":{"limits":{"cpu":"1","memory":"1Gi"}}}]}}},"status":{"replicas":2}}`, i)
	}
	return `{"kind":"DeploymentList","apiVersion":"apps/v1","metadata":{"resourceVersion":"9","continue":"more"},"items":[` + strings.Join(items, ",") + `]}`
}

func TestAPageIsReadAsItComes(t *testing.T) {
	k := kind{"Deployment", "deployments", "apps/v1", true}
	p, err := readPage(strings.NewReader(pageOf(3)), parse.NewInterner(), k, false)
	if err != nil || p.kind != "DeploymentList" || p.next != "more" || len(p.items) != 3 {
		t.Fatalf("%+v %v", p, err)
	}
	o := p.items[1]
	if text(&o, "kind") != "Deployment" || text(&o, "apiVersion") != "apps/v1" || text(&o, "metadata", "resourceVersion") != "1" || text(&o, "spec", "replicas") != "2" {
		t.Errorf("%+v", o)
	}
	if o.Child("status") != nil || o.Get("metadata", "managedFields") != nil || o.Get("metadata", "uid") != nil {
		t.Error("what nobody looks at is held")
	}
	sorted(t, &o)
	if p, err := readPage(strings.NewReader(`{"kind":"NodeList","items":[{"status":{"a":[1,true,null,{"b":"x","a":"ä\ud800"}]}}]}`), nil, kind{"Node", "nodes", "v1", false}, true); err != nil || p.items[0].Child("status") == nil {
		t.Errorf("%+v %v", p, err)
	}
	if p, err := readPage(strings.NewReader(`{"kind":"XList","items":null}`), nil, k, false); err != nil || len(p.items) != 0 {
		t.Errorf("%+v %v", p, err)
	}
}

func sorted(t *testing.T, n *snapshot.Node) {
	for i := range n.Children {
		if n.Kind == snapshot.Map && i > 0 && n.Children[i-1].Key >= n.Children[i].Key {
			t.Errorf("%q after %q", n.Children[i].Key, n.Children[i-1].Key)
		}
		sorted(t, &n.Children[i])
	}
}

func TestAPageThatIsNoneIsAnError(t *testing.T) {
	whole := pageOf(2)
	for i := range len(whole) - 1 {
		if _, err := readPage(strings.NewReader(whole[:i]), nil, kind{}, false); err == nil {
			t.Fatalf("cut at %d: no error", i)
		} else if i > 0 && !errors.Is(err, errCutOff) {
			t.Fatalf("cut at %d: %v", i, err)
		}
	}
	for _, s := range []string{"<html>log in</html>", `[]`, `"x"`, `{"items":3}`, `{"items":[3]}`, whole + "x", whole + "{}", `{"items":[` + strings.Repeat(`[`, 600), strings.Repeat(`{"a":`, 600), `{"items":[{"a":` + strings.Repeat(`[`, 600)} {
		if _, err := readPage(strings.NewReader(s), nil, kind{}, false); err == nil {
			t.Errorf("%.40s: no error", s)
		}
	}
}

func FuzzReadPage(f *testing.F) {
	f.Add(pageOf(1))
	f.Add(`{"kind":"List","metadata":{"continue":1},"items":[{"kind":"X","metadata":{"name":"a","name":"b"}}]}`)
	f.Fuzz(func(t *testing.T, s string) {
		p, err := readPage(strings.NewReader(s), parse.NewInterner(), kind{"X", "xs", "v1", true}, true)
		if err != nil && len(p.items) > 0 {
			t.Error("items of a page that is broken")
		}
		for i := range p.items {
			sorted(t, &p.items[i])
		}
	})
}

func BenchmarkReadPage(b *testing.B) {
	text := pageOf(500)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	strs := parse.NewInterner()
	for b.Loop() {
		if _, err := readPage(strings.NewReader(text), strs, kind{"Deployment", "deployments", "apps/v1", true}, false); err != nil {
			b.Fatal(err)
		}
	}
}
