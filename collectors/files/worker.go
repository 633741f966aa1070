package files

import (
	"path"
	"slices"
	"strings"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/snapshot"
)

// ofWorker reports whether a file configures a Cloudflare Worker.
func ofWorker(name string) bool {
	switch strings.ToLower(path.Base(name)) {
	case "wrangler.toml", "wrangler.json", "wrangler.jsonc":
		return true
	}
	return false
}

// notInherited returns the keys that each environment of a Worker's file sets by itself: those of EnvironmentNonInheritable in the declarations of
// wrangler 4.86, of which https://developers.cloudflare.com/workers/wrangler/configuration/#non-inheritable-keys lists most. An environment has any
// other key of the top level too, unless it sets it.
func notInherited() []string {
	return []string{
		"define", "vars", "secrets", "durable_objects", "workflows", "cloudchamber", "containers", "kv_namespaces", "send_email", "queues", "r2_buckets",
		"d1_databases", "vectorize", "ai_search_namespaces", "ai_search", "hyperdrive", "services", "analytics_engine_datasets", "browser", "ai", "images",
		"media", "stream", "version_metadata", "unsafe", "mtls_certificates", "tail_consumers", "streaming_tail_consumers", "dispatch_namespaces",
		"pipelines", "secrets_store_secrets", "artifacts", "unsafe_hello_world", "flagship", "ratelimits", "worker_loaders", "vpc_services", "vpc_networks",
	}
}

// workerPart keeps what a Worker has in the environment of key: `env.NAME`, over the keys of the top level that it inherits. The key `.` is the top
// level by itself, which is deployed without --env. Another key is looked up as in any file.
func workerPart(p filetree.Parsed, key string, problems *collectors.Problems) filetree.Parsed {
	name, ok := strings.CutPrefix(key, "env.")
	if len(p.Docs) != 1 || p.Docs[0].Root.Kind != snapshot.Map || key != "." && !ok {
		return below(p, key, problems)
	}
	d := p.Docs[0]
	top := d.Root
	top.Children = nil
	for _, c := range d.Root.Children {
		if c.Key != "env" && (key == "." || !slices.Contains(notInherited(), c.Key)) {
			top.Children = append(top.Children, c)
		}
	}
	if key == "." {
		d.Root = top
		p.Docs = []parse.Document{d}
		return p
	}
	if p = below(p, key, problems); len(p.Docs) != 1 || p.Docs[0].Root.Kind != snapshot.Map {
		return p
	}
	own := p.Docs[0].Root.Copy()
	inherited := top.Children[:0:0]
	for _, c := range top.Children {
		if own.Child(c.Key) != nil {
			continue
		}
		if c.Key == "name" && c.Kind == snapshot.String {
			c.Text += "-" + name
		}
		inherited = append(inherited, c)
	}
	own.Children = append(own.Children, inherited...)
	p.Docs[0].Root = *own
	return p
}
