package rules

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/envparity/envparity/drift"
)

// A fingerprint identifies a finding from run to run: the resource's environment-neutral identity, the attribute's neutral path, and whether it
// is a difference, a leak or a sharing. It does not depend on values, verdicts, rules, files, lines or order. Its computation must not change
// within v1, because waivers and baselines contain it.

// FingerprintOf returns the fingerprint of a drift's own place: 16 hexadecimal digits.
func FingerprintOf(d *drift.Drift) string { return fingerprint(d.Kind, &d.Resource, d.Path, d.Key) }

// PlaceFingerprints returns the fingerprints of all places of a drift, its own first.
func PlaceFingerprints(d *drift.Drift) []string {
	out := make([]string, 0, 1+len(d.Places))
	out = append(out, FingerprintOf(d))
	for i := range d.Places {
		p := &d.Places[i]
		out = append(out, fingerprint(p.Of(d).Kind, &p.Resource, p.Path, p.Key))
	}
	return out
}

func fingerprint(k drift.Kind, r *drift.ResourceRef, path, key string) string {
	id := r.ID
	if id == "" {
		id = r.Kind + "\x00" + r.Scope + "\x00" + r.Name
	}
	if key == "" {
		key = path
	}
	var buf [256]byte
	b := append(buf[:0], "v1\x00"...)
	b = append(b, kindClass(k)...)
	b = append(append(b, 0), id...)
	b = append(append(b, 0), key...)
	sum := sha256.Sum256(b)
	var out [16]byte
	hex.Encode(out[:], sum[:8])
	return string(out[:])
}

// kindClass groups kinds so that a fingerprint stays when its value changes or goes missing, but not when it turns into a leak.
func kindClass(k drift.Kind) string {
	switch k {
	case drift.Leaked, drift.Shared:
		return string(k)
	}
	return "differs"
}

// ValuesDigest returns a digest of the values of a drift and all its places, so that a waiver or baseline can detect a change without containing
// the values. Secrets enter as their keyed fingerprints.
func ValuesDigest(d *drift.Drift) string {
	h := sha256.New()
	write := func(sides []drift.Side) {
		for i := range sides {
			s := &sides[i]
			h.Write([]byte(s.State))
			h.Write([]byte{0})
			if s.Node != nil {
				h.Write([]byte(render(s.Node)))
			} else {
				h.Write([]byte(s.Text))
			}
			h.Write([]byte{1})
		}
	}
	write(d.Sides)
	for i := range d.Places {
		write(d.Places[i].Sides)
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}
