package workspace

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/snapshot"
)

// plan is the planned state of an environment: `terraform show -json` of a plan, or a folder of rendered manifests.
type plan struct {
	environment, source, path string // source is the name of a collect block, "" to find it
	manifests                 bool
}

// plansOf reads the values of --plan, before anything is observed.
func plansOf(cfg *config.Config, r Request) ([]plan, error) {
	if len(r.Plans) > 0 && r.Since != "" {
		return nil, errors.New("`--plan` and `--since` exclude one another: a plan is compared with the present state")
	}
	var out []plan
	for _, text := range r.Plans {
		head, path, ok := strings.Cut(text, "=")
		if !ok || head == "" || path == "" {
			return nil, fmt.Errorf("invalid value %q for `--plan`: write ENVIRONMENT=FILE, such as prod=plan.json, or ENVIRONMENT=FOLDER of rendered manifests", text)
		}
		p := plan{path: path}
		p.environment, p.source, _ = strings.Cut(head, ":")
		env := cfg.Environment(p.environment)
		switch {
		case env == nil:
			return nil, fmt.Errorf("unknown environment %q in `--plan`, must be one of %s", p.environment, strings.Join(cfg.Names(), ", "))
		case len(env.Members) > 0:
			return nil, fmt.Errorf("%s has members, and `--plan` cannot select one of them yet", p.environment)
		}
		info, err := os.Stat(path)
		if err != nil {
			return nil, fmt.Errorf("`--plan`: %w; `terraform show -json PLANFILE > plan.json` writes a plan", err)
		}
		p.manifests = info.IsDir()
		out = append(out, p)
	}
	return out, nil
}

// planned audits the environments as planned.
func (w *Workspace) planned(ctx context.Context, s *Session) error {
	after := slices.Clone(s.Snapshots)
	var plans []audit.Planned
	for i := range s.plans {
		p := &s.plans[i]
		k := slices.IndexFunc(after, func(x *snapshot.Snapshot) bool { return x.Environment == p.environment })
		if k < 0 {
			return fmt.Errorf("`--plan`: there is no snapshot of %s to plan from", p.environment)
		}
		with, err := w.read(ctx, s, p)
		if err != nil {
			return fmt.Errorf("`--plan`: %w", err)
		}
		if with.Read.Key != after[k].Key {
			return fmt.Errorf("`--plan`: the snapshot of %s was sealed with another key than this machine's, so its secrets cannot be compared; set ENVPARITY_KEY", p.environment)
		}
		var replaced string
		if after[k], replaced, err = audit.Replace(after[k], with); err != nil {
			return fmt.Errorf("`--plan`: %w", err)
		}
		plans = append(plans, audit.Planned{Environment: p.environment, Source: filepath.ToSlash(p.path), Replaces: replaced})
	}
	s.Result = audit.AuditPlanned(s.Snapshots, after, plans, s.Config, s.Options)
	s.Snapshots = after
	return nil
}

// read reads a plan like a source of its environment. It may be anywhere, because the person at the command line named it.
func (w *Workspace) read(ctx context.Context, s *Session, p *plan) (*audit.Replacement, error) {
	path, err := filepath.Abs(p.path)
	if err != nil {
		return nil, err
	}
	kind, body, types := "terraform", "plan = "+strconv.Quote(path), []string{"terraform"}
	if p.manifests {
		kind, body, types = "kubernetes", "path = "+strconv.Quote(path), []string{"kubernetes", "helm"}
	}
	body = strings.ReplaceAll(strings.ReplaceAll(body, "${", "$${"), "%{", "%%{")
	file, diags := hclsyntax.ParseConfig([]byte(body), p.path, hcl.InitialPos)
	if diags.HasErrors() {
		return nil, fmt.Errorf("%s cannot be named in a config: %w", p.path, diags)
	}
	cfg := *s.Config
	cfg.Collects = []config.Collect{{Type: kind, As: kind, Only: []string{p.environment}, Body: file.Body}}
	refuse := func(n collectors.Need) string {
		if n.Act == collectors.ActRead && (n.Path == path || filepath.Dir(n.Path) == path || n.Path == filepath.Dir(path)) {
			return ""
		}
		return s.May.Refuse(n)
	}
	snaps, err := w.Collect(ctx, &cfg, audit.CollectOptions{Only: []string{p.environment}, Now: s.Clock, Frozen: s.Options.Frozen, Deadline: s.Timeout, Refuse: refuse}, nil)
	if err != nil {
		return nil, err
	}
	for _, o := range snaps[0].Outcomes {
		if o.Status == snapshot.Failed {
			return nil, fmt.Errorf("%s could not be read: %s", p.path, o.Error)
		}
	}
	if len(snaps[0].Resources) == 0 {
		return nil, fmt.Errorf("%s holds nothing that a plan could be: write it with `terraform show -json PLANFILE`, or name a folder of rendered manifests", p.path)
	}
	return &audit.Replacement{Source: p.path, Types: types, Collector: p.source, Read: snaps[0]}, nil
}
