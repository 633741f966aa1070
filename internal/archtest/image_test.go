package archtest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// instruction is one line of a Dockerfile: continued lines are one, comments are none.
type instruction struct {
	name string
	args []string
}

func dockerfile(t *testing.T) []instruction {
	t.Helper()
	text := strings.ReplaceAll(read(t, "Dockerfile"), "\\\n", " ")
	var out []instruction
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) > 0 && !strings.HasPrefix(words[0], "#") {
			out = append(out, instruction{words[0], words[1:]})
		}
	}
	return out
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestTheImageIsSmallAndNotRoot holds the Dockerfile where no image can be built: its last stage is distroless and not root, holds what the first
// stage built, and what is copied is there.
func TestTheImageIsSmallAndNotRoot(t *testing.T) {
	lines := dockerfile(t)
	last := -1 // the line at which the last stage begins
	var users, entry []string
	copied := map[string]bool{}
	for i, l := range lines {
		switch l.name {
		case "FROM":
			last, users, entry = i, nil, nil
			clear(copied)
		case "USER":
			users = l.args
		case "ENTRYPOINT":
			if err := json.Unmarshal([]byte(strings.Join(l.args, " ")), &entry); err != nil {
				t.Errorf("ENTRYPOINT is no list of words, so a shell would run it, and there is none: %v", err)
			}
		case "COPY":
			from, to := l.args[:len(l.args)-1], l.args[len(l.args)-1]
			copied[to] = true
			if strings.HasPrefix(from[0], "--from=") {
				continue
			}
			for _, f := range from {
				if _, err := os.Stat(filepath.Join("../..", f)); err != nil {
					t.Errorf("COPY %s: %v", f, err)
				}
			}
		case "RUN":
			if last > 0 {
				t.Errorf("the last stage has no shell to run %v", l.args)
			}
		case "ADD", "MAINTAINER":
			t.Errorf("%s is not used: COPY fetches nothing", l.name)
		}
	}
	base := lines[last].args[0]
	if !strings.HasPrefix(base, "gcr.io/distroless/static") || !strings.HasSuffix(base, ":nonroot") {
		t.Errorf("the last stage is from %s, want a distroless image that is not root", base)
	}
	if len(users) != 1 || !regexp.MustCompile(`^[1-9]\d*(:[1-9]\d*)?$`).MatchString(users[0]) {
		t.Errorf("USER %v is no number other than 0, so a cluster cannot tell that it is not root", users)
	}
	if len(entry) != 1 || !copied[entry[0]] {
		t.Errorf("ENTRYPOINT %v is not what is copied into the image: %v", entry, copied)
	}
}

// TestTheImageIsBuiltAsAReleaseIs: the same version of Go, the same flags, the same name of the version.
func TestTheImageIsBuiltAsAReleaseIs(t *testing.T) {
	lines := dockerfile(t)
	wanted := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(read(t, "go.mod"))[1]
	if !slices.Contains(lines[0].args, "golang:"+wanted) {
		t.Errorf("the first stage is from %v, and go.mod wants Go %s", lines[0].args, wanted)
	}
	build := ""
	for _, l := range lines {
		if l.name == "RUN" && slices.Contains(l.args, "build") {
			build = strings.Join(l.args, " ")
		}
	}
	release := read(t, "goreleaser.yaml")
	for _, flag := range []string{"CGO_ENABLED=0", "-trimpath", "-s -w", "kustomize_disable_go_plugin_support", "-X github.com/envparity/envparity/cmd/cli.release=", "./cmd/envparity"} {
		if !strings.Contains(build, flag) || !strings.Contains(release, flag) {
			t.Errorf("%q is not in both the Dockerfile's build and goreleaser.yaml:\n%s", flag, build)
		}
	}
}
