package groundtruth

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// git runs git in a clone and returns what it prints.
func git(repo string, args ...string) ([]byte, error) {
	cmd := exec.Command("git", append([]string{"-C", repo}, args...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("git %s: %w: %s", args[0], err, strings.TrimSpace(stderr.String()))
	}
	return out, nil
}

func lister(repo, commit string) tree {
	return func(dir string) ([]string, error) {
		at := commit + ":" + dir
		if dir == "" || dir == "." {
			at = commit
		}
		out, err := git(repo, "ls-tree", "--name-only", at)
		return strings.Fields(string(out)), err
	}
}

// lay writes each environment of the layout, as it was in commit, to a folder of its own below dir, and a config beside them.
func lay(repo, commit, dir string, l layout) error {
	envs := make([]string, 0, len(l.root))
	for env, root := range l.root {
		envs = append(envs, env)
		if err := extract(repo, commit, root, filepath.Join(dir, env), l); err != nil {
			return err
		}
	}
	slices.Sort(envs)
	return os.WriteFile(filepath.Join(dir, "envparity.hcl"), []byte(configFor(dir, envs)), 0o600)
}

func extract(repo, commit, root, to string, l layout) error {
	if err := os.MkdirAll(to, 0o750); err != nil {
		return err
	}
	if l.file {
		text, err := git(repo, "show", commit+":"+root)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, l.rel), text, 0o600)
	}
	archive, err := git(repo, "archive", commit+":"+root)
	if err != nil {
		return err
	}
	tar := exec.Command("tar", "-x", "-C", to)
	tar.Stdin = bytes.NewReader(archive)
	return tar.Run()
}

// configFor is a config with environments and paths alone.
func configFor(dir string, envs []string) string {
	var b strings.Builder
	b.WriteString("project = \"groundtruth\"\n")
	reference := envs[len(envs)-1]
	for _, e := range envs {
		if role(e) == "prod" {
			reference = e
		}
	}
	sources := map[string]string{}
	for _, e := range envs {
		if e == reference {
			fmt.Fprintf(&b, "environment %q { reference = true }\n", e)
		} else {
			fmt.Fprintf(&b, "environment %q {}\n", e)
		}
		collect(filepath.Join(dir, e), sources)
	}
	keys := make([]string, 0, len(sources))
	for k := range sources {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		b.WriteString(sources[k])
	}
	return b.String()
}

// collect notes which collect blocks the files of one environment call for.
func collect(dir string, sources map[string]string) {
	add := func(collector, attr, rel string) {
		p := path.Join("${env.name}", rel)
		sources[collector+p] = fmt.Sprintf("collect %q { %s = %q }\n", collector, attr, p)
	}
	_ = filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil //nolint:nilerr // what cannot be read is not evidence
		}
		rel, _ := filepath.Rel(dir, p)
		switch ext := path.Ext(p); {
		case d.Name() == "kustomization.yaml":
			add("files", "path", rel)
		case ext == ".yaml" || ext == ".yml":
			text, _ := os.ReadFile(p) //nolint:gosec // the tool's own folder
			if bytes.Contains(text, []byte("\nkind:")) || bytes.HasPrefix(text, []byte("kind:")) {
				add("kubernetes", "path", ".")
			} else {
				add("files", "path", rel)
			}
		case d.Name() == "terragrunt.hcl":
			add("terraform", "config", ".")
		case ext == ".tf" || ext == ".tfvars":
			add("terraform", "config", path.Dir(rel))
		case ext == ".env":
			add("envvars", "file", rel)
		}
		return nil
	})
}
