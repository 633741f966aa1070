package values

import (
	"strings"

	"github.com/envparity/envparity/names"
)

// image is a container image reference taken apart (https://github.com/distribution/reference).
type image struct{ registry, name, tag, digest string }

// parseImage parses s as an image reference. It only rejects texts that are obviously something else. The place must show whether s is one.
func parseImage(s string) (im image, ok bool) {
	if s == "" || len(s) > 512 || strings.ContainsAny(s, " {}$\"'=,;()") || strings.Contains(s, "://") || strings.HasPrefix(s, "/") {
		return im, false
	}
	if i := strings.IndexByte(s, '@'); i > 0 {
		s, im.digest = s[:i], s[i+1:]
		if !strings.Contains(im.digest, ":") {
			return im, false
		}
	}
	if i := strings.LastIndexByte(s, ':'); i > strings.LastIndexByte(s, '/') {
		s, im.tag = s[:i], s[i+1:]
	}
	first, rest, slash := strings.Cut(s, "/")
	if slash && (strings.ContainsAny(first, ".:") || first == "localhost") {
		im.registry, im.name = first, rest
	} else {
		im.registry, im.name = "docker.io", s
	}
	if im.registry == "docker.io" || im.registry == "index.docker.io" {
		im.registry = "docker.io"
		if !strings.Contains(im.name, "/") {
			im.name = "library/" + im.name
		}
	}
	return im, im.name != ""
}

// latest reports whether nothing pins the reference to a version.
func (im image) latest() bool { return im.digest == "" && (im.tag == "" || im.tag == "latest") }

// equal reports whether two references name one image.
func (im image) equal(o image) bool {
	tag := func(t string) string {
		if t == "" {
			return "latest"
		}
		return t
	}
	return im.registry == o.registry && im.name == o.name && im.digest == o.digest && tag(im.tag) == tag(o.tag)
}

// ImageName returns the repository of an image reference, "" for any other text.
func ImageName(text string) string {
	im, _ := parseImage(text)
	return im.name
}

// SplitImage returns the repository of an image reference without its registry, and its digest, or else its tag. A bare name of Docker Hub stays bare.
func SplitImage(text string) (name, version string, ok bool) {
	im, ok := parseImage(text)
	if version = im.digest; version == "" {
		version = im.tag
	}
	if version == "" {
		version = "latest"
	}
	return strings.TrimPrefix(im.name, "library/"), version, ok
}

// imagesAt reports whether texts at c are images. A bare word is one only where the key ends in the word image: IMAGES_STORAGE_NAME is about something
// else than an image.
func (c Context) imagesAt(texts []string) bool {
	if !c.imagePlace() {
		return false
	}
	w := names.Words(c.key())
	bare := !anyWord(w[len(w)-1:], "image", "images")
	for _, t := range texts {
		if _, ok := parseImage(t); !ok {
			return false
		}
		bare = bare && !strings.ContainsAny(t, "/:@")
	}
	return !bare
}

// imagePlace reports whether the value at c may be an image by its key.
func (c Context) imagePlace() bool {
	w := names.Words(c.key())
	return anyWord(w, "image", "images") && !anyWord(w, "pull", "policy", "tag", "secret", "secrets", "bucket", "size", "url", "id", "digest", "count", "retention", "days", "limit", "age", "enabled")
}
