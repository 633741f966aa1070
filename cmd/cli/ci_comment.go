package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/confine"
	"github.com/envparity/envparity/internal/httpguard"
)

// Bounds of talking to a code host.
const (
	commentWait  = 30 * time.Second // for one answer
	commentPages = 50               // of 100 comments that are looked through for ours
	commentPage  = 100
	commentMost  = 65_536 // characters that GitHub takes
	answerMost   = 16 << 20
)

func (a *app) ciCommentCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "comment FILE",
		Short: "Put the Markdown report into one comment of the pull or merge request at hand, in place of the last one",
		Long: `Write the report of "envparity check --format markdown" as a comment on the pull request of this job in GitHub Actions, or as a note on the
merge request of this job in GitLab CI. The comment that an earlier run wrote is found by the marker in its first line and gets the new text.
Without one, a comment is made only when the report says that something is at stake.

GitHub Actions: GITHUB_TOKEN with pull-requests: write. GitLab CI: ENVPARITY_GITLAB_TOKEN, a project access token with the scope api.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.ciComment(cmd.Context(), args[0]) },
	}
}

// codeHost is where comments of one pull or merge request are.
type codeHost struct {
	list   string            // the address of the list, to which a new one is posted
	one    func(int) string  // the address of one
	update string            // the method that changes one
	header map[string]string // with the token
}

func (a *app) ciComment(ctx context.Context, file string) error {
	text, err := confine.Regular(file, bounds.Document, nil)
	if err != nil {
		return err
	}
	marker, rest, _ := strings.Cut(string(text), "\n")
	if !strings.HasPrefix(marker, "<!-- envparity:") || !strings.HasSuffix(marker, "-->") {
		return fmt.Errorf("%s has no marker in its first line: write it with `envparity check --format markdown`", file)
	}
	if n := len([]rune(string(text))); n > commentMost {
		return fmt.Errorf("%s has %d characters, and a comment takes %d: write it without --all", file, n, commentMost)
	}
	host, err := a.codeHost()
	if err != nil {
		return err
	}
	id, found, err := host.find(ctx, marker)
	if err != nil {
		return err
	}
	body := map[string]string{"body": string(text)}
	switch {
	case found:
		if err := host.call(ctx, host.update, host.one(id), body, nil); err != nil {
			return err
		}
		a.notef("the comment was written anew")
	case strings.HasPrefix(rest, "<!-- envparity:nothing-at-stake -->"):
		a.notef("nothing is at stake and there is no comment yet: none was made")
	default:
		if err := host.call(ctx, http.MethodPost, host.list, body, nil); err != nil {
			return err
		}
		a.notef("a comment was made")
	}
	return nil
}

// codeHost reads from the job's environment which request it is about.
func (a *app) codeHost() (*codeHost, error) {
	switch {
	case a.getenv("GITHUB_ACTIONS") == "true":
		return a.gitHub()
	case a.getenv("GITLAB_CI") == "true":
		return a.gitLab()
	}
	return nil, errors.New("this is no job of GitHub Actions or GitLab CI: neither GITHUB_ACTIONS nor GITLAB_CI is true")
}

// need returns variables of a job, or an error that names those that are not there.
func (a *app) need(names ...string) (map[string]string, error) {
	out := map[string]string{}
	var missing []string
	for _, n := range names {
		if out[n] = a.getenv(n); out[n] == "" {
			missing = append(missing, n)
		}
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("this job lacks %s", strings.Join(missing, ", "))
	}
	return out, nil
}

func (a *app) gitHub() (*codeHost, error) {
	v, err := a.need("GITHUB_TOKEN", "GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_EVENT_PATH")
	if err != nil {
		return nil, err
	}
	src, err := os.ReadFile(v["GITHUB_EVENT_PATH"])
	if err != nil {
		return nil, fmt.Errorf("the event of this job: %w", err)
	}
	var event struct {
		PullRequest struct {
			Number int `json:"number"`
		} `json:"pull_request"`
	}
	if err := json.Unmarshal(src, &event); err != nil {
		return nil, fmt.Errorf("the event of this job is no JSON: %w", err)
	}
	if event.PullRequest.Number == 0 {
		return nil, errors.New("this job is not about a pull request: its event has none")
	}
	api := strings.TrimSuffix(v["GITHUB_API_URL"], "/") + "/repos/" + v["GITHUB_REPOSITORY"] + "/issues"
	return &codeHost{
		list:   fmt.Sprintf("%s/%d/comments", api, event.PullRequest.Number),
		one:    func(id int) string { return fmt.Sprintf("%s/comments/%d", api, id) },
		update: http.MethodPatch,
		header: map[string]string{"Authorization": "Bearer " + v["GITHUB_TOKEN"], "Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"},
	}, nil
}

func (a *app) gitLab() (*codeHost, error) {
	v, err := a.need("ENVPARITY_GITLAB_TOKEN", "CI_API_V4_URL", "CI_PROJECT_ID", "CI_MERGE_REQUEST_IID")
	if err != nil {
		return nil, err
	}
	list := fmt.Sprintf("%s/projects/%s/merge_requests/%s/notes", strings.TrimSuffix(v["CI_API_V4_URL"], "/"), url.PathEscape(v["CI_PROJECT_ID"]), url.PathEscape(v["CI_MERGE_REQUEST_IID"]))
	return &codeHost{
		list: list, one: func(id int) string { return fmt.Sprintf("%s/%d", list, id) }, update: http.MethodPut,
		header: map[string]string{"PRIVATE-TOKEN": v["ENVPARITY_GITLAB_TOKEN"]},
	}, nil
}

// find looks for the comment that begins with our marker.
func (h *codeHost) find(ctx context.Context, marker string) (id int, found bool, err error) {
	for page := 1; page <= commentPages; page++ {
		var list []struct {
			ID   int    `json:"id"`
			Body string `json:"body"`
		}
		if err := h.call(ctx, http.MethodGet, fmt.Sprintf("%s?per_page=%d&page=%d", h.list, commentPage, page), nil, &list); err != nil {
			return 0, false, err
		}
		for _, c := range list {
			if first, _, _ := strings.Cut(strings.ReplaceAll(c.Body, "\r\n", "\n"), "\n"); first == marker {
				return c.ID, true, nil
			}
		}
		if len(list) < commentPage {
			return 0, false, nil
		}
	}
	return 0, false, nil
}

// call sends one request. The token goes to the code host alone, over https: the guard follows no redirect.
func (h *codeHost) call(ctx context.Context, method, address string, in, out any) error {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return err
	}
	for k, v := range h.header {
		req.Header.Set(k, v)
	}
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	guard := &httpguard.Guard{Host: req.URL.Host, Methods: []string{http.MethodPost, http.MethodPatch, http.MethodPut}, Limit: answerMost}
	resp, err := guard.Client(commentWait).Do(req)
	if err != nil {
		return fmt.Errorf("the code host does not answer: %w", err)
	}
	defer func() { _ = resp.Body.Close() }() // only read from
	answer, err := io.ReadAll(resp.Body)     // bounded by the guard
	if err != nil {
		return fmt.Errorf("the answer of the code host breaks off: %w", err)
	}
	if resp.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("%s %s: status %d%s", method, req.URL.Path, resp.StatusCode, commentHint(resp.StatusCode))
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return fmt.Errorf("%s %s: the answer is not what the code host documents: %w", method, req.URL.Path, err)
	}
	return nil
}

// commentHint says what to do about a refusal.
func commentHint(status int) string {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return ": the token may not write comments (GitHub: permissions pull-requests: write; GitLab: a project access token with the scope api)"
	case http.StatusNotFound:
		return ": there is no such request, or the token may not see it"
	}
	return ""
}
