package run

import (
	"fmt"
	"strings"
	"testing"

	"github.com/envparity/envparity/fleet"
	"github.com/envparity/envparity/snapshot"
)

func text(key, value string) snapshot.Node {
	return snapshot.Node{Key: key, Kind: snapshot.String, Text: value}
}

func object(key string, children ...snapshot.Node) snapshot.Node {
	return snapshot.Node{Key: key, Kind: snapshot.Map, Children: children}
}

func TestOnlyWhatIsEvidenceOfASecretIsKept(t *testing.T) {
	const token = "tok_9f8a7b6c5d4e3f2a1b0c9d8e"
	resources := []snapshot.Resource{
		{Kind: "environment", Name: "api", Root: object("", text("API_TOKEN", token), text("DB_PASSWORD", "changeme"), text("EMPTY_SECRET", ""), text("LOG_LEVEL", "info"), text("SESSION_SECRET", "true"))},
		{Kind: "Secret", Name: "pay", Root: object("", object("data", text("host", "ZGIuaW50ZXJuYWwuZXhhbXBsZQ=="), text("password", "aHVudGVyMi1odW50ZXIyLTkx"), text("username", "c2hvcA==")), text("kind", "Secret"))},
		{Kind: "Deployment", Name: "api", Root: object("", snapshot.Node{Key: "env", Kind: snapshot.List, Children: []snapshot.Node{
			object("", text("name", "SIGNING_KEY"), text("value", "k3y-9f8a7b6c5d4e3f2a1b0c")),
		}})},
		{Type: "database", Collector: "database", Kind: "database", Name: "main", Root: object("", object("identity",
			snapshot.Node{Key: "instance", Kind: snapshot.String, Text: "7301/main", Flags: snapshot.FlagSensitive},
			snapshot.Node{Key: "server", Kind: snapshot.String, Text: "7301", Flags: snapshot.FlagSensitive}))},
	}
	sealer := snapshot.NewSealer([]byte("a key"))
	for i := range resources {
		sealer.SealResource(&resources[i])
	}
	var r fleet.Record
	sealed(&r, []*snapshot.Snapshot{{Environment: "prod", Key: sealer.ID(), Resources: resources}})
	got := map[string]bool{}
	for _, s := range r.Secrets {
		if !strings.HasPrefix(s.Print, "hmac:") || s.Key != sealer.ID() {
			t.Errorf("%+v", s)
		}
		for _, p := range s.Places {
			got[p.Environment+" "+p.Resource+" "+p.Path] = true
		}
	}
	want := []string{"prod environment api API_TOKEN", "prod Secret pay data.password", "prod Deployment api env[name=SIGNING_KEY].value"}
	for _, w := range want {
		if !got[w] {
			t.Errorf("%s is not among %v", w, got)
		}
	}
	if len(got) != len(want) {
		t.Errorf("more than that: %v", got)
	}
	if len(r.Databases) != 1 || r.Databases[0].Places[0].Resource != "database main" || r.Databases[0].Print != sealer.Fingerprint("7301/main") {
		t.Errorf("%+v", r.Databases)
	}
	if all := fmt.Sprintf("%+v", r); strings.Contains(all, token) || strings.Contains(all, "7301/") {
		t.Errorf("a value is in the record: %s", all)
	}
}
