package kubernetes

import (
	"fmt"
	"path/filepath"
	"strings"

	"k8s.io/client-go/tools/clientcmd"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/internal/confine"
)

// Needs implements collectors.Needer.
func (c *manifests) Needs(dir string) []collectors.Need { return c.spec.Needs(dir) }

// Needs implements collectors.Needer.
func (c *kustomization) Needs(dir string) []collectors.Need {
	return filetree.Spec{Patterns: c.dirs, Git: c.git}.Needs(dir)
}

// Needs implements collectors.Needer. A user's own kubeconfig needs no consent. For a kubeconfig from the repository the consent covers its
// content, because it may name a program to run.
func (c *live) Needs(dir string) []collectors.Need {
	which := "context " + c.context
	if c.context == "" {
		which = "the current context"
	}
	cluster := collectors.Need{
		Act: collectors.ActAsk, What: "the Kubernetes cluster of " + which + " of your kubeconfig", With: "its credentials, by the login program it names if it names one",
	}
	if c.kubeconfig == "" {
		return []collectors.Need{cluster}
	}
	path := absolute(dir, c.kubeconfig)
	cluster.What = fmt.Sprintf("the Kubernetes cluster of %s of %s", which, c.kubeconfig)
	if outside := filetree.Outside(dir, c.kubeconfig); len(outside) > 0 {
		return append(outside, cluster)
	}
	cluster.Files = []string{path}
	out := []collectors.Need{}
	src, err := confine.New(confine.Top(dir)).Read(path, parse.MaxDocument, nil)
	if err == nil {
		if cfg, err := clientcmd.Load(src); err == nil {
			for name, u := range cfg.AuthInfos {
				if u.Exec != nil {
					out = append(out, collectors.Need{Act: collectors.ActRun, What: strings.Join(append([]string{u.Exec.Command}, u.Exec.Args...), " ") + " (user " + name + " of " + c.kubeconfig + ")", Files: append(filetree.Programs(filepath.Dir(path), append([]string{u.Exec.Command}, u.Exec.Args...)...), path)})
				}
				for _, f := range []string{u.TokenFile, u.ClientCertificate, u.ClientKey} {
					out = append(out, filetree.Outside(filepath.Dir(path), f)...)
				}
			}
			for _, s := range cfg.Clusters {
				out = append(out, filetree.Outside(filepath.Dir(path), s.CertificateAuthority)...)
			}
			if ctx := cfg.Contexts[orDefault(c.context, cfg.CurrentContext)]; ctx != nil && cfg.Clusters[ctx.Cluster] != nil {
				cluster.What += ", " + cfg.Clusters[ctx.Cluster].Server
			}
		}
	}
	return append(out, cluster)
}

func orDefault(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
