package envvars_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/envvars"
	"github.com/envparity/envparity/snapshot"
)

func composeFiles() map[string]string {
	return map[string]string{
		"compose.yaml":      "version: '3'\nservices:\n  api:\n    image: shop/api\n    env_file: [api.env]\n    environment:\n      LOG_LEVEL: ${LEVEL:-warn}\n      HOST: ${HOST}\n      REGION: ${REGION}\n      TOKEN: planted-secret-1\n      FROM_SHELL:\n  db:\n    image: postgres\n    environment:\n      - POSTGRES_PASSWORD=planted-secret-2\n",
		"compose.prod.yaml": "services:\n  api:\n    environment:\n      LOG_LEVEL: info\n",
		"api.env":           "CACHE=on\nAPI_KEY=planted-secret-3\n",
		".env":              "HOST=db.prod\n",
		"cut.yaml":          "services:\n  api: [\n",
		"empty.yaml":        "services: {}\n",
		"no-env.yaml":       "services:\n  api:\n    image: x\n    env_file: nowhere.env\n",
	}
}

func TestComposeConformance(t *testing.T) {
	collectortest.Run(t, collectortest.Subject{
		Type: envvars.Type(), Files: composeFiles(),
		Config:  `compose = ["compose.yaml", "compose.${env.name}.yaml"]`,
		Missing: `compose = "nowhere.yaml"`, Truncated: `compose = "cut.yaml"`, Empty: `compose = "empty.yaml"`, Denied: `compose = "no-env.yaml"`,
		Secrets: []string{"planted-secret-1", "planted-secret-2", "planted-secret-3"},
	})
}

func TestComposeServicesHaveWhatTheyStartWith(t *testing.T) {
	dir := lay(t, composeFiles())
	r := collectortest.Collect(t.Context(), t, envvars.Type(), dir, `compose = ["compose.yaml", "compose.prod.yaml"]`)
	if len(r.Resources) != 4 || r.Resources[0].Name != "api" || r.Resources[1].Name != "db" { // and once more, for what is no variable
		t.Fatalf("%+v", r)
	}
	api := &r.Resources[0]
	for key, want := range map[string]string{
		"LOG_LEVEL": "info at compose.prod.yaml:4", "HOST": "db.prod at compose.yaml:8", "CACHE": "on at compose.yaml:3",
		"REGION": "${REGION} at compose.yaml:9", "FROM_SHELL": "taken from the surroundings at compose.yaml:11",
	} {
		n := api.Tree().Child(key)
		if n == nil {
			t.Errorf("%s is missing", key)
			continue
		}
		src := api.SourceOf(n)
		if got := n.Text + " at " + src.File + ":" + strconv.Itoa(src.Line); got != want {
			t.Errorf("%s is %s, want %s", key, got, want)
		}
	}
	if api.Tree().Child("REGION").Kind != snapshot.Unknown || api.Tree().Child("FROM_SHELL").Kind != snapshot.Unknown {
		t.Error("what the surroundings decide is unknown")
	}
}

func TestSystemdConformance(t *testing.T) {
	collectortest.Run(t, collectortest.Subject{
		Type: envvars.Type(),
		Files: map[string]string{
			"api.service":            "[Service]\nEnvironment=\"A=x y\" DB_PASSWORD=planted-secret-1\nEnvironment=B=2 \\\n  C=3\nEnvironmentFile=-api.env\nEnvironmentFile=-nowhere.env\n",
			"api.env":                "TOKEN=planted-secret-2\n",
			"api.service.d/env.conf": "[Service]\nEnvironment=B=4\n",
			"cut.service":            "[Service]\nEnvironmentFile=nowhere.env\nEnvironment=A\n",
			"empty.service":          "",
		},
		Config: `systemd = ["api.service", "api.service.d/*.conf"]`, Missing: `systemd = "no.service"`, Truncated: `systemd = "cut.service"`, Empty: `systemd = "empty.service"`,
		Secrets: []string{"planted-secret-1", "planted-secret-2"},
	})
}

func TestSystemdDropInsComeLast(t *testing.T) {
	dir := lay(t, map[string]string{"api.service": "[Service]\nEnvironment=\"A=x y\" B=2\n", "api.service.d/env.conf": "[Service]\nEnvironment=B=4\n"})
	r := collectortest.Collect(t.Context(), t, envvars.Type(), dir, `systemd = ["api.service", "api.service.d/*.conf"]`)
	api := &r.Resources[0]
	if len(r.Resources) != 1 || api.Name != "api" || api.Tree().Child("A").Text != "x y" || api.Tree().Child("B").Text != "4" || api.SourceOf(api.Tree().Child("B")).File != "api.service.d/env.conf" {
		t.Errorf("%+v", r.Resources)
	}
}

// TestMain lets this test binary stand in for commands and processes.
func TestMain(m *testing.M) {
	switch os.Getenv("ENVVARS_TEST_ROLE") {
	case "print":
		os.Stdout.WriteString("LOG_LEVEL=info\nAPI_TOKEN=planted-secret-1\n")
		os.Exit(0)
	case "fail":
		os.Stderr.WriteString("login failed: password=planted-secret-1\n")
		os.Exit(3)
	case "hang":
		time.Sleep(time.Hour)
	}
	os.Exit(m.Run())
}

func TestCommandConformance(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	env, err := exec.LookPath("env")
	if err != nil {
		t.Skip("no env program")
	}
	as := func(role string) string {
		return "exec = [" + strconv.Quote(env) + ", \"ENVVARS_TEST_ROLE=" + role + "\", " + strconv.Quote(self) + "]\nservice = \"api\""
	}
	collectortest.Run(t, collectortest.Subject{
		Type: envvars.Type(), Config: as("print"), Denied: as("fail"), Hang: as("hang"),
		Missing: `exec = ["no-such-program-anywhere"]`, Secrets: []string{"planted-secret-1"},
	})
}

func TestAProcessIsReadAsItWasStarted(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	cmd := exec.CommandContext(ctx, self)
	cmd.Env = []string{"ENVVARS_TEST_ROLE=hang", "LOG_LEVEL=info", "API_TOKEN=planted-secret-1", "SHLVL=3"}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { cancel(); _ = cmd.Wait() }()
	if _, err := os.Stat(filepath.Join("/proc", strconv.Itoa(cmd.Process.Pid), "environ")); err != nil {
		t.Skip("no /proc here")
	}
	var r collectors.Result
	// Between fork and exec the child still has its parent's environment.
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		r = collectortest.Collect(t.Context(), t, envvars.Type(), t.TempDir(), `process = "`+strconv.Itoa(cmd.Process.Pid)+`"`)
		if len(r.Resources) == 1 && r.Resources[0].Tree().Child("LOG_LEVEL") != nil {
			break
		}
	}
	if len(r.Resources) != 1 || r.Resources[0].Tree().Child("SHLVL") != nil || r.Resources[0].Tree().Child("LOG_LEVEL").Text != "info" {
		t.Fatalf("%+v", r)
	}
	collectortest.NoSecrets(t, collectortest.Bytes(t, r), []string{"planted-secret-1"})
	r = collectortest.Collect(t.Context(), t, envvars.Type(), t.TempDir(), `process = "4194304999"`)
	if r.Outcome.Status != snapshot.Failed || !strings.Contains(r.Outcome.Error, "no such process") {
		t.Errorf("%+v", r.Outcome)
	}
}

func lay(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		write(t, dir, name, content)
	}
	return dir
}
