package workspace

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/history/gitlog"
	"github.com/envparity/envparity/tui/screen"
)

// commits shows commits of the repository around a config.
type commits struct {
	cfg *config.Config
	may *Permission
	web web
}

// Commit implements screen.Commits. It opens the commit's page if the remote has one, there is a browser, and the remote is known to have the
// commit. Otherwise it shows the output of "git show".
func (c commits) Commit(ctx context.Context, id string) (screen.CommitShown, error) {
	repo, err := gitlog.Open(ctx, c.cfg.Dir)
	if err != nil {
		return screen.CommitShown{}, err
	}
	defer repo.Close()
	if c.web.browser() != nil {
		if page := commitPage(repo.Remote(ctx), id, c.may.Agreed); page != "" && repo.Published(ctx, id) && c.web.Open(page) {
			return screen.CommitShown{Page: page}, nil
		}
	}
	text, err := repo.Show(ctx, id)
	return screen.CommitShown{Text: text}, err
}

// forges returns the public hosts of repositories, with the text between a repository's address and a commit's id.
func forges() map[string]string {
	return map[string]string{
		"github.com": "/commit/", "gitlab.com": "/-/commit/", "bitbucket.org": "/commits/", "codeberg.org": "/commit/", "git.sr.ht": "/commit/", "dev.azure.com": "/commit/",
	}
}

var (
	// scpAddress matches the usual form of ssh remotes: git@github.com:shop/deploy.git.
	scpAddress = regexp.MustCompile(`^[\w.-]+@([\w.-]+):([^/].*)$`)
	// plainPath matches a path that needs no quoting in an address.
	plainPath = regexp.MustCompile(`^[\w~.-]+(/[\w~.-]+)+$`)
)

// commitPage returns the address of a commit's page, "" if it is unknown. The remote's address comes from the clone, which nobody may have
// checked. So other hosts than the public ones need consent to the config.
func commitPage(remote, id string, agreed bool) string {
	host, path := "", ""
	if m := scpAddress.FindStringSubmatch(remote); m != nil {
		host, path = m[1], m[2]
	} else if u, err := url.Parse(remote); err == nil {
		switch u.Scheme {
		case "https", "http", "ssh", "git":
			host, path = u.Hostname(), strings.TrimPrefix(u.Path, "/")
		}
	}
	host, path = strings.ToLower(host), strings.TrimSuffix(strings.TrimSuffix(path, "/"), ".git")
	if v3, ok := strings.CutPrefix(path, "v3/"); ok && host == "ssh.dev.azure.com" {
		if parts := strings.Split(v3, "/"); len(parts) == 3 {
			host, path = "dev.azure.com", parts[0]+"/"+parts[1]+"/_git/"+parts[2]
		}
	}
	if !plainPath.MatchString(path) || strings.Contains(path, "..") {
		return ""
	}
	between := forges()[host]
	switch {
	case between != "":
	case !agreed:
		return ""
	case strings.Contains(host, "gitlab"):
		between = "/-/commit/"
	case strings.Contains(host, "github"), strings.Contains(host, "gitea"), strings.Contains(host, "forgejo"):
		between = "/commit/"
	default:
		return ""
	}
	return fmt.Sprintf("https://%s/%s%s%s", host, path, between, id)
}
