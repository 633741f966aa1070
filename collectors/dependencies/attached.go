package dependencies

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	cpb "github.com/google/osv-scalibr/binary/proto/config_go_proto"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/remote/transport"

	"github.com/envparity/envparity/collectors/filetree"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/httpguard"
	"github.com/envparity/envparity/snapshot"
)

const maxSBOM = bounds.SBOM

// statement is an SBOM document that is attached to an image.
type statement struct {
	from string // how it is attached, for people
	read func() ([]byte, error)
}

// packagesOf reads the SBOM attached to an image. It tries BuildKit's attestation in the index, the referrers of OCI 1.1, and cosign's tag, and
// uses the first. The packages of an image without one are unknown, which is no problem.
func (g *registry) packagesOf(ctx context.Context, ref name.Reference, digests []v1.Hash, found []statement, shown string, places []int) {
	failed := ""
	for _, d := range digests {
		if len(found) > 0 {
			break
		}
		referred, err := g.referrers(ref.Context().Digest(d.String()))
		if err != nil {
			failed = explain(ctx, err)
		}
		found = append(found, referred...)
		if len(found) == 0 {
			tagged, err := g.cosign(ref.Context(), d)
			if err != nil {
				failed = explain(ctx, err)
			}
			found = append(found, tagged...)
		}
	}
	for _, s := range found {
		src, err := s.read()
		if err != nil {
			failed = s.from + ": " + explain(ctx, err)
			continue
		}
		if why := g.document(ctx, src, shown, places); why != "" {
			failed = s.from + ": " + why
			continue
		}
		return
	}
	for _, i := range places {
		scope := packageScope + g.found[i].Name
		if failed != "" {
			g.problems.Gap(snapshot.Gap{Kind: "package", Scope: scope, Why: "packages of image " + shown + ": " + failed})
		} else {
			g.problems.Beyond(snapshot.Gap{Kind: "package", Scope: scope, Why: "image " + shown + " has no SBOM attached"})
		}
	}
}

// attested lists the SBOMs that BuildKit put into an index beside the image of a platform.
func (g *registry) attested(index v1.ImageIndex, platform v1.Hash) []statement {
	manifest, err := index.IndexManifest()
	if err != nil {
		return nil
	}
	var out []statement
	for i := range manifest.Manifests {
		m := &manifest.Manifests[i]
		if m.Annotations[refType] != attestation || m.Annotations[refDigest] != platform.String() {
			continue
		}
		out = append(out, statement{"the attestation in the index", func() ([]byte, error) {
			img, err := index.Image(m.Digest)
			if err != nil {
				return nil, err
			}
			return predicate(img)
		}})
	}
	return out
}

// predicate takes the SBOM out of an attestation's in-toto statements.
func predicate(img v1.Image) ([]byte, error) {
	manifest, err := img.Manifest()
	if err != nil {
		return nil, err
	}
	for _, l := range manifest.Layers {
		kind := l.Annotations["in-toto.io/predicate-type"]
		if !strings.Contains(kind, "spdx") && !strings.Contains(kind, "cyclonedx") {
			continue
		}
		raw, err := layer(img, l.Digest)
		if err != nil {
			return nil, err
		}
		var s struct {
			Predicate json.RawMessage `json:"predicate"`
		}
		if err := json.Unmarshal(raw, &s); err != nil || len(s.Predicate) == 0 {
			return nil, errors.New("it is no in-toto statement")
		}
		return s.Predicate, nil
	}
	return nil, errors.New("it holds no SBOM")
}

// layer reads one small document of an image.
func layer(img v1.Image, digest v1.Hash) ([]byte, error) {
	l, err := img.LayerByDigest(digest)
	if err != nil {
		return nil, err
	}
	r, err := l.Compressed() // compressed, because documents are stored plain
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }() // the content is already read
	raw, err := io.ReadAll(io.LimitReader(r, maxSBOM+1))
	if err == nil && len(raw) > maxSBOM {
		return nil, fmt.Errorf("a document of more than %d MB", maxSBOM>>20)
	}
	return raw, err
}

// isSBOM reports whether a media or artifact type is that of an SBOM.
func isSBOM(mediaType string) bool {
	return strings.Contains(mediaType, "spdx") || strings.Contains(mediaType, "cyclonedx")
}

// referrers lists the SBOMs that refer to an image.
func (g *registry) referrers(image name.Digest) ([]statement, error) {
	index, err := remote.Referrers(image, g.at(image.Context().RegistryStr())...)
	if err != nil {
		if status(err) == http.StatusNotFound { // an older registry, without the fallback's tag
			return nil, nil
		}
		return nil, err
	}
	manifest, err := index.IndexManifest()
	if err != nil {
		return nil, err
	}
	var out []statement
	for i := range manifest.Manifests {
		if m := &manifest.Manifests[i]; isSBOM(m.ArtifactType) {
			out = append(out, g.artifact("a referrer", image.Context().Digest(m.Digest.String())))
		}
	}
	return out, nil
}

// cosign finds the SBOM under the tag that cosign gives it: sha256-HEX.sbom.
func (g *registry) cosign(repo name.Repository, d v1.Hash) ([]statement, error) {
	tag := repo.Tag(d.Algorithm + "-" + d.Hex + ".sbom")
	if _, err := remote.Head(tag, g.at(tag.Context().RegistryStr())...); err != nil {
		switch status(err) {
		case http.StatusNotFound, http.StatusForbidden, http.StatusUnauthorized: // some registries answer so for a missing tag
			return nil, nil
		}
		return nil, err
	}
	return []statement{g.artifact("cosign's tag", tag)}, nil
}

// artifact reads an image whose first layer of an SBOM's type is the document.
func (g *registry) artifact(from string, ref name.Reference) statement {
	return statement{from, func() ([]byte, error) {
		img, err := remote.Image(ref, g.at(ref.Context().RegistryStr())...)
		if err != nil {
			return nil, err
		}
		m, err := img.Manifest()
		if err != nil {
			return nil, err
		}
		for _, l := range m.Layers {
			if isSBOM(string(l.MediaType)) {
				return layer(img, l.Digest)
			}
		}
		return nil, errors.New("it holds no SBOM")
	}}
}

// document reads an SBOM's packages into the resources of each place. It returns the reason if it cannot.
func (g *registry) document(ctx context.Context, src []byte, shown string, places []int) string {
	mk, ext := sbomFormat(".json", src)
	if mk == nil {
		return "the attached document is neither CycloneDX nor SPDX"
	}
	e, err := mk(&cpb.PluginConfig{})
	if err != nil {
		return "cannot be read"
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, i := range places {
		f := filetree.File{Path: shown, Rel: packageScope + g.found[i].Name + "/sbom" + ext, Root: imageRoot}
		g.extract(ctx, e, newTree(nil), f, "sbom"+ext, src)
	}
	return ""
}

// imageRoot is the prefix of documents that are no files.
const imageRoot = "image:"

// status returns the HTTP status in an error, or 0.
func status(err error) int {
	var te *transport.Error
	if errors.As(err, &te) {
		return te.StatusCode
	}
	return 0
}

// explain describes a registry's error and what to do. The registry's own text is left out.
func explain(ctx context.Context, err error) string {
	if ctx.Err() != nil {
		return "not finished in time"
	}
	var refused *httpguard.RefusedError
	if errors.As(err, &refused) {
		return refused.Error()
	}
	switch code := status(err); {
	case code == http.StatusUnauthorized, code == http.StatusForbidden:
		return fmt.Sprintf("the registry answers %d; sign in (docker login) as somebody who may pull it", code)
	case code == http.StatusNotFound:
		return "the registry has no such image or tag"
	case code == http.StatusTooManyRequests:
		return "the registry still throttles after several tries; run again later, or sign in"
	case code >= http.StatusInternalServerError:
		return fmt.Sprintf("the registry answers %d after several tries", code)
	case code != 0:
		return fmt.Sprintf("the registry answers %d", code)
	}
	if strings.HasPrefix(err.Error(), "the index has no image") || strings.HasPrefix(err.Error(), "it ") || strings.HasPrefix(err.Error(), "a document") {
		return err.Error()
	}
	return "the registry gives no answer that can be read; check its name and the network"
}
