package cli

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/collectors/kubernetes"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/confine"
	"github.com/envparity/envparity/snapshot"
)

// recipes are the files that `ci` writes, with @WORDS@ to fill in.
//
//go:embed recipes
var recipes embed.FS

type ciOptions struct {
	dryRun, force    bool
	namespace, image string
	env, store       string
}

// recipe is a file that is written, relative to the folder it is written for.
type recipe struct {
	path string
	text string
}

func (a *app) ciCommand() *cobra.Command {
	var o ciOptions
	cmd := &cobra.Command{
		Use:   "ci",
		Short: "Write the files by which GitHub Actions, GitLab CI or a Kubernetes CronJob audits every week and on each change",
		Long: `Write the files for a CI system into this repository, or into DIR. Nothing is contacted. A file that is there already stays, unless
--force is given. docs/recipes has a page for each of them.`,
		Example: `  envparity ci github
  envparity ci gitlab --dry-run
  envparity ci kubernetes --image registry.example/envparity:v1 --env prod --store s3://shop-snapshots/today`,
	}
	for _, c := range []struct {
		name, short string
		files       func() ([]recipe, error)
	}{
		{"github", "A workflow of GitHub Actions: weekly and on pull requests, with one comment that is kept up to date", func() ([]recipe, error) { return single("github.yml", ".github/workflows/envparity.yml") }},
		{"gitlab", "A job of GitLab CI: scheduled and on merge requests, with one note that is kept up to date", func() ([]recipe, error) { return single("gitlab.yml", ".gitlab/envparity.yml") }},
		{"kubernetes", "A CronJob with its role, for an audit or a snapshot from inside a cluster", func() ([]recipe, error) { return a.kubernetesRecipe(o) }},
	} {
		sub := &cobra.Command{
			Use: c.name + " [DIR]", Short: c.short, Args: cobra.MaximumNArgs(1),
			RunE: func(_ *cobra.Command, args []string) error {
				dir := "."
				if len(args) == 1 {
					dir = args[0]
				}
				files, err := c.files()
				if err != nil {
					return err
				}
				return a.writeRecipes(dir, files, o)
			},
		}
		sub.Flags().BoolVar(&o.dryRun, "dry-run", false, "print the files and write nothing")
		sub.Flags().BoolVar(&o.force, "force", false, "replace files that are there")
		if c.name == "kubernetes" {
			sub.Flags().StringVarP(&o.namespace, "namespace", "n", "envparity", "the `NAMESPACE` that the CronJob runs in")
			sub.Flags().StringVar(&o.image, "image", "", "the `IMAGE` of envparity in your registry (make image builds it)")
			sub.Flags().StringVar(&o.env, "env", "", "write a snapshot of this `ENVIRONMENT` alone, into --store, instead of auditing")
			sub.Flags().StringVar(&o.store, "store", "", "the bucket of the snapshots, as `s3://BUCKET/PREFIX`: written with --env, audited without")
		}
		cmd.AddCommand(sub)
	}
	cmd.AddCommand(a.ciCommentCommand())
	return cmd
}

// single is a recipe of one file.
func single(name, path string) ([]recipe, error) {
	text, err := recipes.ReadFile("recipes/" + name)
	if err != nil {
		return nil, err
	}
	v := version()
	if v == "unreleased" {
		v = "latest"
	}
	return []recipe{{path, strings.ReplaceAll(string(text), "@VERSION@", v)}}, nil
}

var (
	namespaceForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)
	imageForm     = regexp.MustCompile(`^[a-z0-9][a-zA-Z0-9./:@_-]{0,254}$`)
)

func (a *app) kubernetesRecipe(o ciOptions) ([]recipe, error) {
	switch {
	case !namespaceForm.MatchString(o.namespace):
		return nil, fmt.Errorf("invalid value %q for `--namespace`: use lower-case letters, digits and dashes", o.namespace)
	case o.image == "":
		return nil, errors.New("say with `--image` where your cluster finds envparity; `make image` builds it")
	case !imageForm.MatchString(o.image):
		return nil, fmt.Errorf("invalid value %q for `--image`, must be the name of an image such as registry.example/envparity:v1", o.image)
	case o.store != "" && !strings.HasPrefix(o.store, "s3://"):
		return nil, fmt.Errorf("invalid value %q for `--store`, must be s3://BUCKET/PREFIX", o.store)
	case o.env != "" && o.store == "":
		return nil, errors.New("say with `--store s3://BUCKET/PREFIX` where the snapshot is kept: the container's own folder ends with it")
	}
	cfg, err := a.workspace().Load()
	if err != nil {
		return nil, err
	}
	if cfg.File == "" {
		return nil, errors.New("there is no envparity.hcl here that the CronJob could use: write one, for example with `envparity init`")
	}
	if o.env != "" && cfg.Environment(o.env) == nil {
		return nil, fmt.Errorf("unknown environment %q, there are %v", o.env, cfg.Names())
	}
	src, err := confine.Regular(cfg.File, bounds.Config, nil)
	if err != nil {
		return nil, err
	}
	text, err := recipes.ReadFile("recipes/kubernetes.yml")
	if err != nil {
		return nil, err
	}
	args := []string{"check", "--config", "/config/envparity.hcl", "--format", "json"}
	switch {
	case o.env != "":
		args = []string{"snapshot", "--config", "/config/envparity.hcl", "--env", o.env, "-o", o.store}
	case o.store != "":
		args = append(args, "--from", o.store)
	}
	list, err := json.Marshal(args) // a list of JSON is one of YAML
	if err != nil {
		return nil, err
	}
	var config strings.Builder
	for line := range strings.Lines(strings.TrimRight(string(src), "\n") + "\n") {
		config.WriteString("    " + strings.TrimRight(line, "\r\n") + "\n")
	}
	filled := strings.NewReplacer("@NAMESPACE@", o.namespace, "@IMAGE@", o.image, "@ARGS@", string(list), "@CONFIG@\n", config.String()).Replace(string(text))
	role := strings.ReplaceAll(kubernetes.RBAC(nil), "namespace: envparity\n", "namespace: "+o.namespace+"\n")
	return []recipe{{"deploy/envparity/rbac.yml", role}, {"deploy/envparity/cronjob.yml", filled}}, nil
}

// writeRecipes writes all files or none of them.
func (a *app) writeRecipes(dir string, files []recipe, o ciOptions) error {
	for _, f := range files {
		path := filepath.Join(dir, filepath.FromSlash(f.path))
		if o.dryRun {
			if _, err := fmt.Fprintf(a.out, "# %s\n%s", f.path, f.text); err != nil {
				return err
			}
			continue
		}
		if _, err := os.Lstat(path); err == nil && !o.force {
			return fmt.Errorf("%s is there already; `--force` replaces it, `--dry-run` shows what would be written", path)
		}
	}
	if o.dryRun {
		a.notef("nothing was written")
		return nil
	}
	for _, f := range files {
		path := filepath.Join(dir, filepath.FromSlash(f.path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := snapshot.WriteFile(path, 0o644, func(w *os.File) error { _, err := w.WriteString(f.text); return err }); err != nil {
			return err
		}
		a.notef("wrote %s", path)
	}
	return nil
}
