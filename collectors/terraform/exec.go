package terraform

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/terraform-exec/tfexec"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/internal/confine"
	"github.com/envparity/envparity/internal/hclbound"
	"github.com/envparity/envparity/snapshot"
)

// workspace pulls the state of a working directory from the backend that its configuration names.
//
// It writes nothing there. It copies only the backend's block to a temporary folder, initialises that and pulls the state. So no provider is
// fetched, no lock file is changed and no data directory appears. `state pull` takes no lock. The state of a local backend is read from its file.
type workspace struct {
	dir     string
	name    string   // "" for the default one
	binary  string   // "" for the first of tofu and terraform on the path
	backend []string // files or key=value, as -backend-config has them

	refreshOnly bool     // plan -refresh-only as well
	varFiles    []string // for that plan
}

// Source implements collectors.Collector.
func (c *workspace) Source() string {
	if c.name == "" {
		return c.dir
	}
	return c.dir + " workspace " + c.name
}

// Collect implements collectors.Collector.
func (c *workspace) Collect(ctx context.Context, in collectors.Input) ([]snapshot.Resource, snapshot.Outcome) {
	r := &reader{in: in, problems: &collectors.Problems{}}
	dir := c.dir
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(in.Dir, dir)
	}
	if err := c.collect(ctx, r, dir); err != nil {
		r.problems.Fail("%s: %s", c.Source(), in.Sealer.SealText(err.Error()))
	}
	if c.refreshOnly {
		c.refresh(ctx, r, dir)
	} else {
		r.problems.Beyond(snapshot.Gap{Kind: kindDrift, Why: "a state does not show whether the environment still matches it; refresh_only = true asks"})
	}
	return r.out, r.problems.Outcome(len(r.out))
}

func (c *workspace) collect(ctx context.Context, r *reader, dir string) error {
	text, local, err := backendOf(r.in.Roots(), dir)
	if err != nil {
		return err
	}
	if local != nil {
		path := local.state(c.name)
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		src, err := r.in.Roots().Read(path, parse.MaxFile, nil)
		if errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("the local backend has no state for workspace %q; run it once, or name another workspace", workspaceName(c.name))
		} else if err != nil {
			return fmt.Errorf("the state of the local backend cannot be read: %w", errors.Unwrap(err))
		}
		shown := path
		if rel, err := filepath.Rel(r.in.Dir, path); err == nil {
			shown = filepath.ToSlash(rel)
		}
		d := document{reader: r, file: filetree.File{Path: shown}, src: src}
		d.json(modeState)
		return nil
	}
	binary, err := c.find()
	if err != nil {
		return err
	}
	src, err := c.pull(ctx, r.in.Roots(), binary, dir, text)
	if err != nil {
		return err
	}
	d := document{reader: r, file: filetree.File{Path: c.Source()}, src: []byte(src)}
	if strings.TrimSpace(src) == "" {
		r.problems.Note("%s: the backend holds no state yet", c.Source())
		return nil
	}
	d.json(modeState)
	return nil
}

func workspaceName(workspace string) string { return or(workspace, "default") }

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// find returns the binary to run.
func (c *workspace) find() (string, error) {
	names := []string{"tofu", "terraform"}
	if c.binary != "" {
		names = []string{c.binary}
	}
	for _, n := range names {
		if p, err := exec.LookPath(n); err == nil {
			return filepath.Abs(p)
		}
	}
	return "", fmt.Errorf("neither tofu nor terraform was found (looked for %s); install one, name it in binary, or name the state itself: state = \"s3://bucket/key\"", strings.Join(names, ", "))
}

// pull initialises a folder with only the backend's block, and pulls the state. It always removes the folder.
func (c *workspace) pull(ctx context.Context, files *confine.Roots, binary, dir, text string) (state string, err error) {
	tmp, err := os.MkdirTemp("", "envparity-terraform-")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(tmp)) }()
	if err := os.WriteFile(filepath.Join(tmp, "backend.tf"), []byte(text), 0o600); err != nil {
		return "", err
	}
	if strings.Contains(text, "var.") {
		if err := lendValues(files, dir, tmp, os.Environ()); err != nil {
			return "", err
		}
	}
	tf, err := tfexec.NewTerraform(tmp, binary)
	if err != nil {
		return "", err
	}
	env := map[string]string{}
	for _, kv := range os.Environ() {
		if k, v, ok := strings.Cut(kv, "="); ok {
			env[k] = v
		}
	}
	env = tfexec.CleanEnv(env)
	env["TF_DATA_DIR"] = filepath.Join(tmp, ".terraform")
	env["CHECKPOINT_DISABLE"] = "1"
	if err := tf.SetEnv(env); err != nil {
		return "", err
	}
	if err := tf.SetWaitDelay(500 * time.Millisecond); err != nil {
		return "", err
	}
	options := []tfexec.InitOption{tfexec.Get(false), tfexec.Upgrade(false)}
	for _, b := range c.backend {
		if !strings.Contains(b, "=") && !filepath.IsAbs(b) {
			b = filepath.Join(dir, b)
		}
		options = append(options, tfexec.BackendConfig(b))
	}
	if err := tf.Init(ctx, options...); err != nil {
		return "", fmt.Errorf("the backend could not be initialised: %w", reason(ctx, err))
	}
	if c.name != "" {
		if err := tf.WorkspaceSelect(ctx, c.name); err != nil {
			if all, _, listErr := tf.WorkspaceList(ctx); listErr == nil && !slices.Contains(all, c.name) {
				return "", fmt.Errorf("there is no workspace %q; there is %s", c.name, strings.Join(all, ", "))
			}
			return "", fmt.Errorf("workspace %q could not be selected: %w", c.name, reason(ctx, err))
		}
	}
	state, err = tf.StatePull(ctx)
	if err != nil {
		return "", fmt.Errorf("the state could not be pulled: %w", reason(ctx, err))
	}
	return state, nil
}

// reason returns the program's error in one line: its first error, or that it was stopped.
func reason(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("it was stopped: %w", context.Cause(ctx))
	}
	var said []string
	for line := range strings.Lines(err.Error()) {
		line = strings.Trim(line, " \t\r\n│╷╵")
		if line == "" {
			if len(said) > 2 {
				break
			}
			continue
		}
		if strings.HasPrefix(line, "Error: ") || len(said) > 0 {
			said = append(said, line)
		}
		if len(said) == 4 {
			break
		}
	}
	if len(said) == 0 {
		first, _, _ := strings.Cut(err.Error(), "\n")
		said = []string{first}
	}
	return errors.New(strings.Join(said, " "))
}

// localBackend keeps states in files below the working directory.
type localBackend struct{ path, workspaceDir string }

func (l *localBackend) state(workspace string) string {
	if workspace == "" || workspace == "default" {
		return or(l.path, "terraform.tfstate")
	}
	return filepath.Join(or(l.workspaceDir, "terraform.tfstate.d"), workspace, "terraform.tfstate") // path is for the default workspace only
}

// backendOf finds the backend in the configuration of dir: either its text (with the encryption, variables and locals that it may use), or the
// local backend, which is the default.
func backendOf(files *confine.Roots, dir string) (text string, local *localBackend, err error) {
	entries, err := files.ReadDir(dir)
	if err != nil {
		return "", nil, fmt.Errorf("the working directory cannot be read: %w", errors.Unwrap(err))
	}
	var inner, around strings.Builder
	local = &localBackend{}
	seen := false
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".tf") && !strings.HasSuffix(e.Name(), ".tofu") {
			continue
		}
		seen = true
		src, err := files.Read(filepath.Join(dir, e.Name()), parse.MaxDocument, nil)
		if err != nil {
			return "", nil, fmt.Errorf("%s cannot be read: %w", e.Name(), errors.Unwrap(err))
		}
		file, diags := parseHCL(src, e.Name())
		if file == nil || diags.HasErrors() {
			return "", nil, fmt.Errorf("%s:%d is not valid hcl, so the backend is not known", e.Name(), diags[0].Subject.Start.Line)
		}
		body, ok := file.Body.(*hclsyntax.Body)
		if !ok {
			continue
		}
		for _, b := range body.Blocks {
			whole := string(src[b.TypeRange.Start.Byte:b.CloseBraceRange.End.Byte])
			switch b.Type {
			case "variable", "locals":
				around.WriteString(whole + "\n")
			case "terraform":
				for _, n := range b.Body.Blocks {
					part := string(src[n.TypeRange.Start.Byte:n.CloseBraceRange.End.Byte])
					switch {
					case n.Type == "backend" && len(n.Labels) == 1 && n.Labels[0] == "local":
						local = &localBackend{path: literal(n.Body, "path"), workspaceDir: literal(n.Body, "workspace_dir")}
					case n.Type == "backend", n.Type == "cloud":
						local = nil
						inner.WriteString(part + "\n")
					case n.Type == "encryption":
						inner.WriteString(part + "\n")
					}
				}
			}
		}
	}
	if !seen {
		return "", nil, errors.New("there is no Terraform configuration in it (*.tf)")
	}
	if local != nil {
		return "", local, nil
	}
	text = "terraform {\n" + inner.String() + "}\n"
	if strings.Contains(inner.String(), "var.") || strings.Contains(inner.String(), "local.") {
		text += around.String()
	}
	return text, nil, nil
}

func literal(b *hclsyntax.Body, name string) string {
	a := b.Attributes[name]
	if a == nil {
		return ""
	}
	v, diags := hclbound.Value(a.Expr)
	if diags.HasErrors() {
		return ""
	}
	s, _ := scalarText(v)
	return s
}
