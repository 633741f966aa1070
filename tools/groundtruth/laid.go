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
	"strconv"
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
	s := sources{blocks: map[string]string{}, files: map[string]int{}}
	for _, e := range envs {
		if e == reference {
			fmt.Fprintf(&b, "environment %q { reference = true }\n", e)
		} else {
			fmt.Fprintf(&b, "environment %q {}\n", e)
		}
		s.read(filepath.Join(dir, e))
	}
	s.gather(len(envs))
	keys := make([]string, 0, len(s.blocks))
	for k := range s.blocks {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		b.WriteString(s.blocks[k])
	}
	return b.String()
}

// sources are the collect blocks that files call for.
type sources struct {
	blocks map[string]string
	files  map[string]int // files to be read as they are, and in how many environments each stands
	other  []string       // files that another collector reads
}

func (s *sources) add(collector, attr, rel string) {
	p := path.Join("${env.name}", rel)
	s.blocks[collector+p] = fmt.Sprintf("collect %q { %s = %q }\n", collector, attr, p)
}

// read notes what the files of one environment call for.
func (s *sources) read(dir string) {
	_ = filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil //nolint:nilerr // what cannot be read is not evidence
		}
		rel, _ := filepath.Rel(dir, p)
		switch ext := path.Ext(p); {
		case d.Name() == "kustomization.yaml":
			s.files[rel]++
		case ext == ".yaml" || ext == ".yml":
			text, _ := os.ReadFile(p) //nolint:gosec // the tool's own folder
			if bytes.Contains(text, []byte("\nkind:")) || bytes.HasPrefix(text, []byte("kind:")) {
				s.add("kubernetes", "path", ".")
				s.other = append(s.other, rel)
			} else {
				s.files[rel]++
			}
		case ext == ".json" || ext == ".toml" || ext == ".properties" || ext == ".ini":
			s.files[rel]++
		case d.Name() == "terragrunt.hcl":
			s.add("terraform", "config", ".")
		case ext == ".tf" || ext == ".tfvars":
			s.add("terraform", "config", path.Dir(rel))
		case ext == ".env" || strings.HasPrefix(d.Name(), ".env."):
			s.add("envvars", "file", rel)
		}
		return nil
	})
}

// gather makes blocks of the files that are read as they are: one each for those that all environments have, and for the rest one of
// the whole folder, because a file that only some have, or that is named after its environment, must be seen to be missing there.
func (s *sources) gather(envs int) {
	taken := s.other
	rest := map[string]bool{}
	for rel, n := range s.files {
		if n == envs {
			s.add("files", "path", rel)
			taken = append(taken, rel)
		} else {
			rest["${env.name}/**/*"+path.Ext(rel)] = true
		}
	}
	if len(rest) == 0 {
		return
	}
	patterns := make([]string, 0, len(rest))
	for p := range rest {
		patterns = append(patterns, strconv.Quote(p))
	}
	slices.Sort(patterns)
	slices.Sort(taken)
	left := make([]string, 0, len(taken))
	for _, rel := range slices.Compact(taken) {
		left = append(left, strconv.Quote("${env.name}/"+rel))
	}
	s.blocks["files**"] = fmt.Sprintf("collect \"files\" {\n  path = [%s]\n  exclude = [%s]\n  as = \"rest\"\n}\n", strings.Join(patterns, ", "), strings.Join(left, ", "))
}
