// Package groundtruth holds the audit against history: commits in which a team repaired a mismatch between environments. It lays
// out the environments as they were in the parent of such a commit, audits them with a config that has nothing but environments
// and paths, and says whether the repaired attribute is among the findings. It is a tool for people who change what is found, and
// no part of the program; it holds no data of its own.
package groundtruth

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
)

// Case is one repair: in commit, file of env was changed. Key names the attribute as whoever found the repair saw it.
type Case struct {
	Line                         int // in the CSV
	Repo, Commit, Parent         string
	Kind, Env, Other             string
	File, Counterpart, Key, Want string
}

// Read reads cases from CSV with the header repo, commit, parent, kind, env_fixed, env_reference_or_leaked, file, counterpart_file,
// key, ground_truth; other columns are ignored.
func Read(r io.Reader) ([]Case, error) {
	c := csv.NewReader(r)
	c.FieldsPerRecord = -1
	all, err := c.ReadAll()
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no header line")
	}
	at := map[string]int{}
	for i, h := range all[0] {
		at[strings.TrimSpace(h)] = i
	}
	for _, must := range []string{"repo", "commit", "parent", "env_fixed", "file"} {
		if _, ok := at[must]; !ok {
			return nil, fmt.Errorf("no column %q in the header", must)
		}
	}
	var out []Case
	for n, rec := range all[1:] {
		get := func(name string) string {
			if i, ok := at[name]; ok && i < len(rec) {
				return rec[i]
			}
			return ""
		}
		out = append(out, Case{
			Line: n + 2, Repo: get("repo"), Commit: get("commit"), Parent: get("parent"), Kind: get("kind"), Env: get("env_fixed"),
			Other: get("env_reference_or_leaked"), File: get("file"), Counterpart: get("counterpart_file"), Key: get("key"), Want: get("ground_truth"),
		})
	}
	return out, nil
}
