package values

import (
	"slices"
	"strings"
	"testing"

	"github.com/envparity/envparity/snapshot"
)

func str(s string) *snapshot.Node { return &snapshot.Node{Kind: snapshot.String, Text: s} }
func num(s string) *snapshot.Node { return &snapshot.Node{Kind: snapshot.Number, Text: s} }

func TestWhatLeavingOutMeans(t *testing.T) {
	text := func(s string) *snapshot.Node { return &snapshot.Node{Kind: snapshot.String, Text: s} }
	tree := func(key, value string) *snapshot.Node {
		return &snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{{Key: key, Kind: snapshot.String, Text: value}}}
	}
	for _, c := range []struct {
		collector, kind string
		path            []string
		node            *snapshot.Node
		want            bool
	}{
		{"kubernetes", "Service", []string{"spec", "type"}, text("ClusterIP"), true},
		{"kubernetes", "Service", []string{"spec", "type"}, text("LoadBalancer"), false},
		{"kubernetes", "Widget", []string{"spec", "type"}, text("ClusterIP"), false},
		{"helm", "Deployment", []string{"spec", "replicas"}, text("1"), true},
		{"kubernetes", "Deployment", []string{"spec", "replicas"}, text("2"), false},
		{"kubernetes", "Widget", []string{"spec", "replicas"}, text("1"), false},
		{"files", "Deployment", []string{"spec", "replicas"}, text("1"), false},
		{"kubernetes", "ConfigMap", []string{"data", "protocol"}, text("TCP"), false},
		{"kubernetes", "ConfigMap", []string{"metadata", "labels", "protocol"}, text("TCP"), false},
		{"kubernetes", "ConfigMap", []string{"metadata", "namespace"}, text("shop"), true},
		{"kubernetes", "RoleBinding", []string{"subjects", "[name=x]", "namespace"}, text("shop"), false},
		{"kubernetes", "StatefulSet", []string{"spec", "persistentVolumeClaimRetentionPolicy"}, tree("whenDeleted", "Delete"), false},
		{"kubernetes", "CustomResourceDefinition", []string{"spec", "conversion"}, tree("strategy", "None"), true},
		{"kubernetes", "CustomResourceDefinition", []string{"spec", "conversion"}, tree("strategy", "Webhook"), false},
		{"kubernetes", "Deployment", []string{"spec", "template", "spec", "containers", "[name=a]", "env", "[name=E]", "value"}, text(""), true},
		{"kubernetes", "Deployment", []string{"spec", "template", "spec", "containers", "[name=a]", "env", "[name=E]", "value"}, text("x"), false},
		{"kubernetes", "PriorityClass", []string{"preemptionPolicy"}, text("PreemptLowerPriority"), true},
	} {
		if got := Absent(Context{Type: c.collector, Kind: c.kind, Path: c.path}, c.node); got != c.want {
			t.Errorf("%s %s %v %+v: %v", c.collector, c.kind, c.path, *c.node, got)
		}
	}
}

func TestEqualKnowsWhatValuesMean(t *testing.T) {
	cpu := Context{Type: "kubernetes", Kind: "Deployment", Path: []string{"resources", "requests", "cpu"}}
	env := Context{Type: "envvars", Kind: "environment", Path: []string{"X"}}
	file := Context{Type: "files", Kind: "file", Path: []string{"x"}}
	image := Context{Type: "kubernetes", Kind: "Deployment", Path: []string{"containers", "[name=a]", "image"}}
	for name, c := range map[string]struct {
		c    Context
		a, b *snapshot.Node
		want bool
	}{
		"half a core":                 {cpu, str("500m"), num("0.5"), true},
		"a hundredth of a core":       {cpu, str("10m"), str("0.01"), true},
		"a gibibyte":                  {cpu, str("1Gi"), str("1024Mi"), true},
		"a gibi is no giga":           {cpu, str("1Gi"), str("1G"), false},
		"one minute":                  {env, str("60s"), str("1m"), true},
		"another minute":              {env, str("60s"), str("2m"), false},
		"number as text in an env":    {env, str("5"), num("5"), true},
		"number as text in a file":    {file, str("5"), num("5"), false},
		"true in capitals":            {env, str("TRUE"), str("true"), true},
		"yes is not true":             {env, str("yes"), str("true"), false},
		"redis default port":          {env, str("redis://h:6379/1"), str("redis://h/1"), true},
		"redis other database":        {env, str("redis://h:6379/1"), str("redis://h/2"), false},
		"trailing slash":              {env, str("https://h/"), str("https://h"), true},
		"docker hub":                  {image, str("nginx:1.27"), str("docker.io/library/nginx:1.27"), true},
		"another tag":                 {image, str("nginx:1.27"), str("nginx:1.28"), false},
		"cron names":                  {env, str("0 1 * * MON"), str("0 1 * * 1"), true},
		"an id with a leading zero":   {env, str("012"), str("12"), false},
		"a version is no number":      {Context{Type: "envvars", Path: []string{"PG_VERSION"}}, str("1.10"), str("1.1"), false},
		"trailing white space":        {env, str("a \nb\n"), str("a\nb"), true},
		"one line is kept to a space": {env, str("a "), str("a"), false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Equal(c.c, c.a, c.b); got != c.want {
				t.Errorf("Equal(%q, %q) = %v, want %v", c.a.Text, c.b.Text, got, c.want)
			}
			if Equal(c.c, c.a, c.b) != Equal(c.c, c.b, c.a) {
				t.Errorf("Equal(%q, %q) is not symmetric", c.a.Text, c.b.Text)
			}
		})
	}
}

func TestUnderstandSaysWhatDiffers(t *testing.T) {
	envs := []string{"dev", "staging", "prod"}
	at := func(path ...string) Context { return Context{Type: "kubernetes", Kind: "Deployment", Path: path} }
	f := Understand(at("spec", "replicas"), envs, 2, []*snapshot.Node{num("1"), num("2"), num("6")})
	if f.Type != "number" || f.Inverted || f.Ratio > 0.17 {
		t.Errorf("replicas: %+v", f)
	}
	f = Understand(at("spec", "replicas"), envs, 2, []*snapshot.Node{num("1"), num("9"), num("6")})
	if !f.Inverted {
		t.Errorf("staging larger than prod is not called inverted: %+v", f)
	}
	f = Understand(at("timeout"), envs, 2, []*snapshot.Node{str("30s"), str("30s"), str("3s")})
	if f.Type != "duration" || f.Inverted || f.Duration["prod"] != 3 {
		t.Errorf("timeout: %+v", f)
	}
	f = Understand(at("timeout"), envs, 2, []*snapshot.Node{str("31s"), str("31s"), str("30s")})
	if slices.ContainsFunc(f.Notes, func(note string) bool { return strings.Contains(note, "×") }) {
		t.Errorf("nearly as much is no factor: %v", f.Notes)
	}
	f = Understand(at("engine_version"), envs, 2, []*snapshot.Node{str("14.9"), str("14.11"), str("15.6")})
	if f.Type != "semver" || (f.Semver == nil || f.Semver.Level != "major") {
		t.Errorf("version: %+v", f)
	}
	f = Understand(at("image_retention_count"), envs, 2, []*snapshot.Node{num("10"), num("10"), num("20")})
	if f.Image != nil {
		t.Errorf("a number of images is no image: %+v", f)
	}
	f = Understand(at("containers", "[name=a]", "image"), envs, 2, []*snapshot.Node{str("r/a:1@sha256:aa"), str("r/a:1@sha256:aa"), str("r/a:1@sha256:bb")})
	if f.Image == nil || !f.Image.DigestChanged || f.Image.TagChanged {
		t.Errorf("image: %+v", f)
	}
	f = Understand(at("schedule"), envs, 2, []*snapshot.Node{str("3 * * * *"), str("11 * * * *"), str("29 * * * *")})
	if f.Cron == nil || !f.Cron.SameCadence {
		t.Errorf("jitter: %+v", f)
	}
	f = Understand(at("schedule"), envs, 2, []*snapshot.Node{str("17 2 * * *"), str("0 2 * * 0"), str("42 2 * * *")})
	if f.Cron == nil || f.Cron.SameCadence {
		t.Errorf("weekly against daily: %+v", f)
	}
}

func TestNumbersThatAreNamesHaveNoRatio(t *testing.T) {
	f := Understand(Context{Path: []string{"ingress", "from_port"}}, []string{"staging", "prod"}, 1, []*snapshot.Node{num("22"), num("443")})
	if f.Ratio != 0 || len(f.Notes) != 0 {
		t.Errorf("a port has a ratio: %+v", f)
	}
}

func TestExpandFindsDocumentsAndLeavesProse(t *testing.T) {
	c := Context{Path: []string{"data", "app.yaml"}}
	for text, kind := range map[string]snapshot.Kind{
		`{"a": 1}`:                   snapshot.Map,
		"a: 1\nb:\n  - x\n":          snapshot.Map,
		"- a\n- b\n":                 snapshot.List,
		"<a x='1'><b>t</b></a>":      snapshot.Map,
		"Note: this is\nonly a text": snapshot.Absent,
		"{not json":                  snapshot.Absent,
		"one line: no document":      snapshot.Absent,
	} {
		n := Expand(c, str(text))
		got := snapshot.Absent
		if n != nil {
			got = n.Kind
		}
		if got != kind {
			t.Errorf("Expand(%q) is %v, want %v", text, got, kind)
		}
	}
}

func FuzzExpand(f *testing.F) {
	for _, s := range []string{`{"a":[1,{"b":null}]}`, "a: &x 1\nb: *x\n", "<a><b/><b/></a>", "A=1\nB=2\n", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:Get*"}}`} {
		f.Add(s, "app.yaml")
	}
	f.Fuzz(func(_ *testing.T, s, key string) {
		Expand(Context{Path: []string{key}}, str(s))
	})
}

func FuzzEqualIsSymmetric(f *testing.F) {
	f.Add("500m", "0.5", "cpu")
	f.Add("https://h/", "https://h", "URL")
	f.Fuzz(func(t *testing.T, a, b, key string) {
		c := Context{Type: "kubernetes", Path: []string{"resources", key}}
		if Equal(c, str(a), str(b)) != Equal(c, str(b), str(a)) {
			t.Errorf("Equal(%q, %q) is not symmetric", a, b)
		}
	})
}

func TestABareNameIsAnImageOnlyWhereTheKeySaysSo(t *testing.T) {
	envs := []string{"staging", "prod"}
	for key, want := range map[string]string{"image": "image", "SERVER_IMAGE": "image", "IMAGES_STORAGE_NAME": "string"} {
		if f := Understand(Context{Type: "envvars", Path: []string{key}}, envs, 1, []*snapshot.Node{str("assets-staging"), str("assets")}); f.Type != want {
			t.Errorf("%s is called %q, want %q", key, f.Type, want)
		}
	}
	if f := Understand(Context{Type: "envvars", Path: []string{"IMAGE_NAME"}}, envs, 1, []*snapshot.Node{str("shop/api:2"), str("shop/api:1")}); f.Type != "image" {
		t.Errorf("an image by its form is called %q", f.Type)
	}
}
