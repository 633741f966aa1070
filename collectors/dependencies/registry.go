package dependencies

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"golang.org/x/net/publicsuffix"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/httpguard"
	"github.com/envparity/envparity/snapshot"
)

const (
	asksAtOnce = 4
	headerWait = 30 * time.Second // for the header of a registry's answer

	registryPause = 200 * time.Millisecond // the first pause when a registry answers that there are too many requests

	attestation  = "attestation-manifest"
	baseName     = "org.opencontainers.image.base.name"
	baseDigest   = "org.opencontainers.image.base.digest"
	refType      = "vnd.docker.reference.type"
	refDigest    = "vnd.docker.reference.digest"
	defaultOS    = "linux"
	defaultArch  = "amd64"
	packageScope = "image/" // before the repository, so that an image's packages never match a lock file's
)

// registry reads images in their registries. It requests manifests, configurations and small documents, never a layer, and sends only GET and
// HEAD. Credentials are Docker's: its configuration file and the helpers named there.
type registry struct {
	*reader
	platform *v1.Platform      // of an index; nil for linux/amd64, or the first
	next     http.RoundTripper // the connections of all registries
	options  []remote.Option
	mu       sync.Mutex // around what the reader keeps
}

// parsePlatform reads "linux/arm64"; "" means none.
func parsePlatform(text string) (*v1.Platform, error) {
	if text == "" {
		return nil, nil //nolint:nilnil // none is given
	}
	return v1.ParsePlatform(text)
}

func newRegistry(ctx context.Context, r *reader, platform *v1.Platform) *registry {
	t := httpguard.Plain()
	t.ResponseHeaderTimeout = headerWait
	return &registry{reader: r, platform: platform, next: t, options: []remote.Option{
		remote.WithContext(ctx), remote.WithAuthFromKeychain(authn.DefaultKeychain), remote.WithUserAgent("envparity"),
		remote.WithRetryBackoff(remote.Backoff{Duration: 200 * time.Millisecond, Factor: 3, Jitter: 0.2, Steps: 3}),
	}}
}

// at returns the options for one registry. Its credentials go to the registry and to the token server of its own domain, such as auth.docker.io
// for index.docker.io. A registry may redirect to another host for its documents. Such a request carries no credentials.
func (g *registry) at(host string) []remote.Option {
	guard := &httpguard.Guard{
		Next: g.next, Host: host, Redirected: true, Methods: []string{http.MethodPost}, // a login is a form
		Also: func(other string) bool { return sameDomain(host, other) },
	}
	return append(slices.Clone(g.options), remote.WithTransport(&httpguard.Patient{Next: guard, Patience: httpguard.Patience{Tries: bounds.RegistryTries, First: registryPause, Most: bounds.RegistryPause}}))
}

// sameDomain reports whether two hosts have one owner: they are equal, or their registrable domains are, by the public suffix list.
func sameDomain(a, b string) bool {
	if host, _, err := net.SplitHostPort(a); err == nil {
		a = host
	}
	if strings.EqualFold(a, b) {
		return true
	}
	one, err := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(a))
	two, err2 := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(b))
	return err == nil && err2 == nil && one == two && net.ParseIP(a) == nil && net.ParseIP(b) == nil
}

// read requests every image that was found, a bounded number at once. A problem with one does not affect the others.
func (g *registry) read(ctx context.Context) {
	refs := map[string][]int{}
	for i := range g.found {
		if g.found[i].Kind == "image" {
			ref := reference(&g.found[i])
			refs[ref] = append(refs[ref], i)
		}
	}
	names := make([]string, 0, len(refs))
	for ref := range refs {
		names = append(names, ref)
	}
	slices.Sort(names)
	slots := make(chan struct{}, asksAtOnce)
	var wg sync.WaitGroup
	for n, ref := range names {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			defer func() {
				if p := recover(); p != nil {
					g.lost(refs[ref], ref, "its answer broke the reader; please report this")
				}
			}()
			g.in.Progress(n, len(names), ref)
			g.image(ctx, ref, refs[ref])
		})
	}
	wg.Wait()
}

// reference writes out an image's name.
func reference(r *snapshot.Resource) string {
	at := func(key string) string {
		if n := r.Root.Child(key); n != nil {
			return n.Text
		}
		return ""
	}
	ref := at("registry") + "/" + r.Name
	if d := at("digest"); d != "" {
		return ref + "@" + d
	}
	return ref + ":" + at("tag")
}

// fromRegistry lists the attributes that only a registry has.
func fromRegistry() []string {
	return []string{"architecture", "base", "command", "entrypoint", "env", "labels", "platforms", "ports", "resolved_digest", "user", "working_dir"}
}

// lost marks the attributes from a registry as unknown for an image.
func (g *registry) lost(places []int, ref, why string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	why = "image " + ref + ": " + why
	for _, i := range places {
		r := &g.found[i]
		for _, key := range fromRegistry() {
			putChild(&r.Root, snapshot.Node{Key: key, Kind: snapshot.Unknown, Text: why})
		}
		g.problems.Gap(snapshot.Gap{Kind: "package", Scope: packageScope + r.Name, Why: why})
	}
}

func (g *registry) image(ctx context.Context, ref string, places []int) {
	parsed, err := name.ParseReference(ref, name.WeakValidation)
	if err != nil {
		g.lost(places, ref, "this is no name of an image")
		return
	}
	desc, err := remote.Get(parsed, g.at(parsed.Context().RegistryStr())...)
	if err != nil {
		g.lost(places, ref, explain(ctx, err))
		return
	}
	about := []snapshot.Node{text("resolved_digest", desc.Digest.String())}
	digest := desc.Digest
	annotations := map[string]string{}
	var img v1.Image
	var sboms []statement
	if desc.MediaType.IsIndex() {
		index, err := desc.ImageIndex()
		if err != nil {
			g.lost(places, ref, explain(ctx, err))
			return
		}
		var platforms snapshot.Node
		img, digest, platforms, annotations, err = g.choose(index)
		if err != nil {
			g.lost(places, ref, explain(ctx, err))
			return
		}
		about = append(about, platforms)
		sboms = g.attested(index, digest)
	} else if img, err = desc.Image(); err != nil {
		g.lost(places, ref, explain(ctx, err))
		return
	}
	config, err := img.ConfigFile()
	if err != nil {
		g.lost(places, ref, explain(ctx, err))
		return
	}
	if m, err := img.Manifest(); err == nil {
		for k, v := range m.Annotations {
			annotations[k] = v
		}
	}
	about = append(about, configNodes(config, annotations)...)
	g.mu.Lock()
	for _, i := range places {
		for _, n := range about {
			putChild(&g.found[i].Root, n)
		}
	}
	g.mu.Unlock()
	g.packagesOf(ctx, parsed, []v1.Hash{digest, desc.Digest}, sboms, ref, places)
}

// choose takes the image of the wanted platform out of an index, and lists all of its platforms.
func (g *registry) choose(index v1.ImageIndex) (v1.Image, v1.Hash, snapshot.Node, map[string]string, error) {
	list := snapshot.Node{Key: "platforms", Kind: snapshot.List, Flags: snapshot.FlagSet}
	manifest, err := index.IndexManifest()
	if err != nil {
		return nil, v1.Hash{}, list, nil, err
	}
	wanted := v1.Platform{OS: defaultOS, Architecture: defaultArch}
	if g.platform != nil {
		wanted = *g.platform
	}
	var first, match *v1.Descriptor
	var names []string
	for i := range manifest.Manifests {
		m := &manifest.Manifests[i]
		if m.Platform == nil || m.Annotations[refType] != "" || !m.MediaType.IsImage() {
			continue
		}
		names = append(names, m.Platform.String())
		if first == nil {
			first = m
		}
		if match == nil && m.Platform.Satisfies(wanted) {
			match = m
		}
	}
	slices.Sort(names)
	for _, n := range slices.Compact(names) {
		list.Children = append(list.Children, text("", n))
	}
	if match == nil && g.platform == nil {
		match = first
	}
	if match == nil {
		return nil, v1.Hash{}, list, nil, fmt.Errorf("the index has no image for %s, only for %s", wanted.String(), strings.Join(names, ", "))
	}
	img, err := index.Image(match.Digest)
	annotations := map[string]string{}
	for k, v := range manifest.Annotations {
		annotations[k] = v
	}
	return img, match.Digest, list, annotations, err
}

// configNodes returns the parts of a configuration besides layers and times.
func configNodes(c *v1.ConfigFile, annotations map[string]string) []snapshot.Node {
	labels, env, ports := snapshot.Node{Key: "labels", Kind: snapshot.Map}, snapshot.Node{Key: "env", Kind: snapshot.Map}, snapshot.Node{Key: "ports", Kind: snapshot.List, Flags: snapshot.FlagSet}
	for k, v := range c.Config.Labels {
		if k != "org.opencontainers.image.created" {
			putChild(&labels, text(k, v))
		}
	}
	for _, kv := range c.Config.Env {
		if k, v, ok := strings.Cut(kv, "="); ok && k != "" {
			putChild(&env, text(k, v))
		}
	}
	var exposed []string
	for p := range c.Config.ExposedPorts {
		exposed = append(exposed, p)
	}
	slices.Sort(exposed)
	for _, p := range exposed {
		ports.Children = append(ports.Children, text("", p))
	}
	out := []snapshot.Node{text("architecture", c.OS+"/"+c.Architecture), labels, env}
	if len(exposed) > 0 {
		out = append(out, ports)
	}
	for _, a := range [][2]string{{"user", c.Config.User}, {"working_dir", c.Config.WorkingDir}} {
		if a[1] != "" {
			out = append(out, text(a[0], a[1]))
		}
	}
	for key, words := range map[string][]string{"entrypoint": c.Config.Entrypoint, "command": c.Config.Cmd} {
		if len(words) > 0 {
			n := snapshot.Node{Key: key, Kind: snapshot.List}
			for _, w := range words {
				n.Children = append(n.Children, text("", w))
			}
			out = append(out, n)
		}
	}
	base := snapshot.Node{Key: "base", Kind: snapshot.Map}
	for key, from := range map[string]string{"name": baseName, "digest": baseDigest} {
		for _, where := range []map[string]string{annotations, c.Config.Labels} {
			if v := where[from]; v != "" && base.Child(key) == nil {
				putChild(&base, text(key, v))
			}
		}
	}
	if len(base.Children) > 0 {
		out = append(out, base)
	}
	return out
}

func text(key, value string) snapshot.Node {
	return snapshot.Node{Key: key, Kind: snapshot.String, Text: strings.ToValidUTF8(value, "\uFFFD")}
}

// putChild sets a child of a Map.
func putChild(n *snapshot.Node, c snapshot.Node) {
	i, found := slices.BinarySearchFunc(n.Children, c.Key, func(x snapshot.Node, k string) int { return strings.Compare(x.Key, k) })
	if found {
		n.Children[i] = c
		return
	}
	n.Children = slices.Insert(n.Children, i, c)
}

// named adds the images that are named in the config.
func (g *registry) named(list []string) {
	w := imageWalk{reader: g.reader, seen: map[string]bool{}}
	for _, ref := range list {
		before := len(g.found)
		w.image(ref, 0)
		if len(g.found) == before {
			g.problems.Gap(snapshot.Gap{Kind: "image", Why: fmt.Sprintf("%q is no name of an image", ref)})
			continue
		}
		r := &g.found[len(g.found)-1]
		r.Source, r.Scope = snapshot.Source{Address: ref}, ""
	}
}

// namedSource is the source of images that the config names.
func namedSource(list []string) string { return "images " + strings.Join(list, ", ") }

var _ collectors.Collector = (*collector)(nil)
