package workspace

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/config"
)

func TestTheAddressOfACommitsPage(t *testing.T) {
	const id = "0123456789012345678901234567890123456789"
	for _, c := range []struct {
		name, remote string
		agreed       bool
		want         string
	}{
		{"ssh as git writes it", "git@github.com:shop/deploy.git", false, "https://github.com/shop/deploy/commit/" + id},
		{"ssh as an address", "ssh://git@gitlab.com:22/shop/infra/deploy.git", false, "https://gitlab.com/shop/infra/deploy/-/commit/" + id},
		{"https with a token in it", "https://oauth2:secret@github.com/shop/deploy", false, "https://github.com/shop/deploy/commit/" + id},
		{"bitbucket", "https://bitbucket.org/shop/deploy.git", false, "https://bitbucket.org/shop/deploy/commits/" + id},
		{"azure over ssh", "git@ssh.dev.azure.com:v3/shop/infra/deploy", false, "https://dev.azure.com/shop/infra/_git/deploy/commit/" + id},
		{"a host of one's own, agreed to", "git@gitlab.shop.example:infra/deploy.git", true, "https://gitlab.shop.example/infra/deploy/-/commit/" + id},
		{"a stranger's host", "git@gitlab.evil.example:infra/deploy.git", false, ""},
		{"a host that nobody knows", "git@code.shop.example:infra/deploy.git", true, ""},
		{"a folder", "/srv/git/deploy.git", true, ""},
		{"a program", "ext::sh -c touch% /tmp/x", true, ""},
		{"a path that leads elsewhere", "https://github.com/shop/../../evil", true, ""},
		{"a query in the path", "https://github.com/shop/deploy?x=1", false, "https://github.com/shop/deploy/commit/" + id},
		{"none", "", true, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := commitPage(c.remote, id, c.agreed); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestACommitIsShownInTheBrowserOrAsText(t *testing.T) {
	dir := t.TempDir()
	git := func(args ...string) string {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=a@shop.example", "GIT_COMMITTER_NAME=Ada", "GIT_COMMITTER_EMAIL=a@shop.example", "GIT_CONFIG_GLOBAL=/dev/null")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return strings.TrimSpace(string(out))
	}
	git("init", "-q", "-b", "main")
	commit := func(text string) string {
		if err := os.WriteFile(filepath.Join(dir, "a.env"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		git("add", "-A")
		git("commit", "-q", "-m", "Set "+text)
		return git("rev-parse", "HEAD")
	}
	pushed := commit("A=1\n")
	git("remote", "add", "origin", "git@github.com:shop/deploy.git")
	git("update-ref", "refs/remotes/origin/main", pushed)
	local := commit("A=2\n")
	for _, c := range []struct {
		name, browser, id string
		page, text        string
	}{
		{"a commit that was pushed", "see-page", pushed, "https://github.com/shop/deploy/commit/" + pushed, ""},
		{"a commit that is here alone", "see-page", local, "", "+A=2"},
		{"a terminal without a browser", "", pushed, "", "+A=1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var ran []string
			env := map[string]string{"BROWSER": c.browser, "SSH_CONNECTION": "far away"}
			s, err := commits{&config.Config{Dir: dir}, &Permission{}, web{func(k string) string { return env[k] }, func(cmd *exec.Cmd) error {
				ran = append(ran, cmd.Args...)
				return nil
			}}}.Commit(context.Background(), c.id)
			if err != nil || s.Page != c.page || !strings.Contains(s.Text, c.text) {
				t.Errorf("%+v, %v; want page %q, text with %q", s, err, c.page, c.text)
			}
			if got := strings.Join(ran, " "); c.page != "" && got != "see-page "+c.page || c.page == "" && got != "" {
				t.Errorf("ran %q", got)
			}
		})
	}
}
