package rules

import (
	"github.com/envparity/envparity/drift"
)

// understoodFacts are what comparing found out about the values; zero where it does not apply.
func understoodFacts() []fact {
	perEnv := func(get func(drift.Facts) map[string]float64) func(*facts, string) float64 {
		return func(f *facts, k string) float64 {
			f.index(k)
			return get(f.drift.Facts)[k]
		}
	}
	out := []fact{
		{
			name: "type", doc: "what the values are: quantity, duration, image, semver, url, arn, cidr, cron, bool, number, certificate, secret, list, text…",
			str: always(func(f *facts) string { return f.drift.Facts.Type }),
		},
		{name: "ratio", doc: "other / reference, of numbers and sizes; 0 where there is none", num: (*facts).ratio},
		{name: "amount_ratio", doc: "the same for the one number, with its unit, by which two texts differ (-Xmx512m and -Xmx2g); 0 where there is more", num: (*facts).amountRatio},
		{name: "inverted", doc: "a size that is larger outside the reference", yes: func(f *facts) bool { return f.drift.Facts.Inverted }},
		{
			name: "semver.level", doc: "the highest part of the version that differs", enum: []string{"", "major", "minor", "patch", "pre", "build"},
			str: always(func(f *facts) string {
				if s := f.drift.Facts.Semver; s != nil {
					return s.Level
				}
				return ""
			}),
		},
		{name: "semver.behind", doc: "the environment is behind the reference", yes: func(f *facts) bool { s := f.drift.Facts.Semver; return s != nil && s.Behind }},
		{
			name: "version.level", doc: "the same for whatever has a version in it (postgres16, ~> 3.1); precision where one only says less (16 and 16.8)",
			enum: []string{"", "major", "minor", "patch", "precision"}, str: always((*facts).versionLevel),
		},
		{name: "duration", doc: "seconds, by environment", counts: perEnv(func(v drift.Facts) map[string]float64 { return v.Duration })},
		{name: "bytes", doc: "bytes, by environment", counts: perEnv(func(v drift.Facts) map[string]float64 { return v.Bytes })},
		{name: "number", doc: "numbers, by environment", counts: func(f *facts, k string) float64 { v, _ := f.number(f.index(k)); return v }},
		{name: "scaled", doc: "of replicas: environments in which an autoscaler or a Rollout decides how many run", list: func(f *facts) []string { return f.drift.Facts.Scaled }},
		{name: "secret.shared", doc: "one secret in two environments", yes: func(f *facts) bool { return f.drift.Facts.SecretShared }},
		{name: "secret.placeholder", doc: "a secret that is a stand-in", yes: func(f *facts) bool { return f.drift.Facts.SecretPlaceholder }},
		{name: "secret.empty", doc: "a secret that is empty", yes: func(f *facts) bool { return f.drift.Facts.SecretEmpty }},
		{name: "expires_in", doc: "days until the first certificate expires; 36500 where there is none", num: (*facts).expiresIn},
		{name: "cron.same_cadence", doc: "only the offset of a schedule differs", yes: func(f *facts) bool { c := f.drift.Facts.Cron; return c != nil && c.SameCadence }},
		{name: "list.added", doc: "elements that the reference has not", list: func(f *facts) []string {
			if l := f.drift.Facts.List; l != nil {
				return l.Added
			}
			return nil
		}},
		{name: "list.removed", doc: "elements that only the reference has", list: func(f *facts) []string {
			if l := f.drift.Facts.List; l != nil {
				return l.Removed
			}
			return nil
		}},
		{name: "list.order_only", doc: "the same elements in another order", yes: func(f *facts) bool { l := f.drift.Facts.List; return l != nil && l.OrderOnly }},
	}
	return append(append(out, partnerFacts()...), referenceFacts()...)
}

// partnerFacts are about systems of other companies.
func partnerFacts() []fact {
	list := func(get func(*drift.PartnerFact) []string) func(*facts) []string {
		return func(f *facts) []string {
			if p := f.drift.Facts.Partner; p != nil {
				return get(p)
			}
			return nil
		}
	}
	return []fact{
		{name: "partner.name", doc: "the company whose system the setting uses (PayPal, Stripe…), by host, key or mode", str: always(func(f *facts) string {
			if p := f.drift.Facts.Partner; p != nil {
				return p.Name
			}
			return ""
		})},
		{name: "partner.test", doc: "environments that use its system for tests", list: list(func(p *drift.PartnerFact) []string { return p.Test })},
		{name: "partner.live", doc: "environments that use its live system", list: list(func(p *drift.PartnerFact) []string { return p.Live })},
		{name: "partner.mixed", doc: "environments whose key is of another mode than the endpoint beside it", list: list(func(p *drift.PartnerFact) []string { return p.Mixed })},
		{name: "partner.moves", doc: "live, it moves money or sends messages to real people", yes: func(f *facts) bool { p := f.drift.Facts.Partner; return p != nil && p.Moves }},
	}
}

// referenceFacts are about references to things elsewhere: images and URLs.
func referenceFacts() []fact {
	image := func(get func(*drift.ImageFact) bool) func(*facts) bool {
		return func(f *facts) bool { i := f.drift.Facts.Image; return i != nil && get(i) }
	}
	url := func(get func(*drift.URLFact) bool) func(*facts) bool {
		return func(f *facts) bool { u := f.drift.Facts.URL; return u != nil && get(u) }
	}
	return []fact{
		{name: "image.registry_changed", doc: "another registry", yes: image(func(i *drift.ImageFact) bool { return i.RegistryChanged })},
		{name: "image.name_changed", doc: "another image", yes: image(func(i *drift.ImageFact) bool { return i.NameChanged })},
		{name: "image.tag_changed", doc: "another tag", yes: image(func(i *drift.ImageFact) bool { return i.TagChanged })},
		{name: "image.digest_changed", doc: "another digest", yes: image(func(i *drift.ImageFact) bool { return i.DigestChanged })},
		{name: "image.latest", doc: "one has no tag, or latest, and no digest", yes: image(func(i *drift.ImageFact) bool { return i.Latest })},
		{name: "url.scheme_changed", doc: "another scheme", yes: url(func(u *drift.URLFact) bool { return u.SchemeChanged })},
		{name: "url.host_changed", doc: "another host", yes: url(func(u *drift.URLFact) bool { return u.HostChanged })},
		{name: "url.port_changed", doc: "another port", yes: url(func(u *drift.URLFact) bool { return u.PortChanged })},
		{name: "url.path_changed", doc: "another path", yes: url(func(u *drift.URLFact) bool { return u.PathChanged })},
		{name: "url.query_changed", doc: "another query", yes: url(func(u *drift.URLFact) bool { return u.QueryChanged })},
		{name: "url.user_changed", doc: "another user", yes: url(func(u *drift.URLFact) bool { return u.UserChanged })},
	}
}
