package envvars_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/envvars"
	"github.com/envparity/envparity/snapshot"
)

func TestAComposeServiceHasAllThatDecidesItsBehaviour(t *testing.T) {
	dir := lay(t, map[string]string{
		"compose.yaml":      "services:\n  web:\n    extends: {file: base/base.yaml, service: base}\n    image: shop/web:3\n    environment: {A: b}\n    ports: ['2342:2342']\n    deploy: {replicas: 3}\n    command: serve --port ${PORT}\n    labels: [team=shop]\n",
		"compose.prod.yaml": "services:\n  web:\n    ports: ['127.0.0.1:8000:8000']\n    volumes: ['.:/app', 'data:/data']\n    mem_limit: 1g\n",
		"compose.test.yaml": "services:\n  web:\n    ports: !override ['127.0.0.1:8000:8000']\n",
		"base/base.yaml":    "services:\n  root:\n    restart: always\n    command: idle\n  base:\n    extends: root\n    build: {context: .}\n    healthcheck: {test: curl -f localhost, interval: 30s}\n",
		".env":              "UNUSED=1\n",
	})
	for files, want := range map[string][]string{
		`["compose.yaml", "compose.prod.yaml"]`: {
			"image shop/web:3 compose.yaml:4", "ports.0.published 2342 compose.prod.yaml:3", "ports.1.published 8000 compose.prod.yaml:3", "ports.1.host_ip 127.0.0.1 compose.prod.yaml:3",
			"deploy.replicas 3 compose.yaml:7", "restart always compose.yaml:2", "healthcheck.interval 30s compose.yaml:2", "build.context ./base compose.yaml:2",
			"volumes.0.source . compose.prod.yaml:4", "volumes.1.type volume compose.prod.yaml:4", "mem_limit 1073741824 compose.prod.yaml:5", "command.0 serve compose.yaml:8",
		},
		`["compose.yaml", "compose.test.yaml"]`: {"ports.0.published 8000 compose.test.yaml:3"},
	} {
		r := collectortest.Collect(t.Context(), t, envvars.Type(), dir, "compose = "+files)
		if r.Outcome.Status != snapshot.Complete || len(r.Resources) != 2 || r.Resources[1].Kind != snapshot.KindService || r.Resources[1].Labels["team"] != "shop" {
			t.Fatalf("%+v", r)
		}
		web := &r.Resources[1]
		for _, w := range want {
			field := strings.Fields(w)
			n := web.Tree()
			for step := range strings.SplitSeq(field[0], ".") {
				if i, err := strconv.Atoi(step); err == nil && i < len(n.Children) {
					n = &n.Children[i]
				} else if n = n.Child(step); n == nil {
					t.Fatalf("%s: no %s", files, field[0])
				}
			}
			src := web.SourceOf(n)
			if got := n.Text + " " + src.File + ":" + strconv.Itoa(src.Line); got != field[1]+" "+field[2] {
				t.Errorf("%s: %s is %s, want %s", files, field[0], got, strings.Join(field[1:], " "))
			}
		}
		if n := web.Tree().Child("environment"); n != nil {
			t.Errorf("its variables are read twice: %+v", n)
		}
		if n := web.Tree().Child("command"); n == nil || len(n.Children) != 3 || n.Children[2].Kind != snapshot.Unknown {
			t.Errorf("what a reference comes to is unknown: %+v", n)
		}
		if text := collectortest.Bytes(t, r); strings.Contains(text, dir) {
			t.Errorf("it names the machine's folder: %s", text)
		}
	}
	r := collectortest.Collect(t.Context(), t, envvars.Type(), dir, `compose = "compose.yaml"`+"\nenv_file = \"nowhere.env\"")
	for i := range r.Resources {
		if web := &r.Resources[i]; web.Kind == snapshot.KindService && (web.Tree().Child("command").Kind != snapshot.Unknown || web.Tree().Child("image").Kind == snapshot.Unknown) {
			t.Errorf("only what is written as a reference depends on the file that is missing: %+v", web.Tree())
		}
	}
}
