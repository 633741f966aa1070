package rules

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// understoodFacts returns the facts that comparing finds about the values. A fact that does not apply is zero.
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
			str:   always(func(f *facts) string { return f.drift.Facts.Type }),
			state: func(to *drift.Drift, v stated) { to.Facts.Type = v.text },
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
			state: func(to *drift.Drift, v stated) {
				to.Facts.Semver = &drift.SemverFact{Level: v.text, Behind: to.Facts.Semver != nil && to.Facts.Semver.Behind}
			},
		},
		{name: "semver.behind", doc: "the environment is behind the reference", yes: func(f *facts) bool { s := f.drift.Facts.Semver; return s != nil && s.Behind }},
		{
			name: "version.level", doc: "the same for whatever has a version in it (postgres16, ~> 3.1); precision where one only says less (16 and 16.8)",
			enum: []string{"", "major", "minor", "patch", "precision"}, str: always((*facts).versionLevel),
		},
		{name: "version.ahead", doc: "the differing environment closest to the reference has the higher version", yes: (*facts).versionAhead},
		{name: "duration", doc: "seconds, by environment", counts: perEnv(func(v drift.Facts) map[string]float64 { return v.Duration })},
		{name: "bytes", doc: "bytes, by environment", counts: perEnv(func(v drift.Facts) map[string]float64 { return v.Bytes })},
		{name: "number", doc: "numbers, by environment", counts: func(f *facts, k string) float64 { v, _ := f.number(f.index(k)); return v }},
		{
			name: "migration", doc: "of a database: the migration that explains the difference, since only the environments that applied it have what it makes; \"\" for none",
			str: always(func(f *facts) string { return f.drift.Facts.Migration }), state: func(to *drift.Drift, v stated) { to.Facts.Migration = v.text },
		},
		{name: "scaled", doc: "of replicas: environments in which an autoscaler or a Rollout decides how many run", list: func(f *facts) []string { return f.drift.Facts.Scaled }, state: func(to *drift.Drift, v stated) { to.Facts.Scaled = []string{v.text} }},
		{name: "secret.shared", doc: "one secret in two environments", yes: func(f *facts) bool { return f.drift.Facts.SecretShared }, state: func(to *drift.Drift, v stated) { to.Facts.SecretShared = v.yes }},
		{name: "secret.named", doc: "the setting's name, or the kind of the resource that holds it, says that it is a secret, here or at another place of a shared one", yes: (*facts).secretNamed},
		{
			name: "secret.beside", doc: "of an address that an environment shares with the reference: the two share a secret beside it", yes: func(f *facts) bool { return f.drift.Facts.SecretBeside },
			state: func(to *drift.Drift, v stated) { to.Facts.SecretBeside = v.yes },
		},
		{
			name: "own_address", doc: "of an address that one environment shares with the reference: the environments that each have one of their own", list: func(f *facts) []string { return f.drift.Facts.OwnAddress },
			state: func(to *drift.Drift, v stated) { to.Facts.OwnAddress = strings.Fields(v.text) },
		},
		{name: "secret.placeholder", doc: "a secret that is a stand-in", yes: func(f *facts) bool { return f.drift.Facts.SecretPlaceholder }, state: func(to *drift.Drift, v stated) { to.Facts.SecretPlaceholder = v.yes }},
		{name: "secret.empty", doc: "a secret that is empty", yes: func(f *facts) bool { return f.drift.Facts.SecretEmpty }, state: func(to *drift.Drift, v stated) { to.Facts.SecretEmpty = v.yes }},
		{
			name: "expires_in", doc: "days until the first certificate expires; 36500 where there is none", num: (*facts).expiresIn,
			state: func(to *drift.Drift, v stated) {
				to.Facts.Cert = &drift.CertFact{NotAfter: map[string]string{"prod": exampleDay.AddDate(0, 0, int(v.number)).Format(time.RFC3339)}}
			},
		},
		{name: "cron.same_cadence", doc: "only the offset of a schedule differs", yes: func(f *facts) bool { c := f.drift.Facts.Cron; return c != nil && c.SameCadence }, state: func(to *drift.Drift, v stated) { to.Facts.Cron = &drift.CronFact{SameCadence: v.yes} }},
		{name: "cron.other_fields", doc: "one schedule has five fields and another six, both without the name of the scheduler (cron(…) and rate(…) of AWS)", yes: (*facts).otherFields},
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
		{name: "list.order_only", doc: "the same elements in another order", yes: func(f *facts) bool { l := f.drift.Facts.List; return l != nil && l.OrderOnly }, state: func(to *drift.Drift, v stated) { to.Facts.List = &drift.ListFact{OrderOnly: v.yes} }},
	}
	return slices.Concat(out, readerFacts(), laggingFacts(), renameFacts(), partnerFacts(), referenceFacts())
}

// readerFacts returns the facts about what the reader of a source refuses or looks up elsewhere.
func readerFacts() []fact {
	return []fact{{
		name: "refused", doc: "environments whose reader of the source refuses the attribute", list: func(f *facts) []string {
			return slices.Sorted(maps.Keys(f.drift.Facts.Refused))
		},
		state: func(to *drift.Drift, v stated) { to.Facts.Refused = map[string]string{v.text: "value and valueFrom"} },
	}, {
		name: "refused_because", doc: "what the reader does not accept together: value and valueFrom", str: always(func(f *facts) string {
			for _, e := range slices.Sorted(maps.Keys(f.drift.Facts.Refused)) {
				return f.drift.Facts.Refused[e]
			}
			return ""
		}),
	}, {
		name: "dangling", doc: "environments that do not have what the attribute refers to, where another has it: a selector without a pod, a backend without a Service",
		list:  func(f *facts) []string { return slices.Sorted(maps.Keys(f.drift.Facts.Dangling)) },
		state: func(to *drift.Drift, v stated) { to.Facts.Dangling = map[string]string{v.text: "Service web"} },
	}, {
		name: "dangling_target", doc: "what is missing there: Service web", str: always(func(f *facts) string {
			if to, ok := f.drift.Facts.Dangling[f.run.reference]; ok {
				return to
			}
			for _, e := range slices.Sorted(maps.Keys(f.drift.Facts.Dangling)) {
				return f.drift.Facts.Dangling[e]
			}
			return ""
		}),
	}, {
		name: "looked_up", doc: "environments whose variable refers to what only the running environment defines, where others write it out", list: func(f *facts) []string {
			if l := f.drift.Facts.LookedUp; l != nil {
				return l.In
			}
			return nil
		},
		state: func(to *drift.Drift, v stated) { lookedUp(to).In = []string{v.text} },
	}, {
		name: "looked_up_alike", doc: "and all have the same text, so that quotes or a backslash decide who looks it up", yes: func(f *facts) bool { l := f.drift.Facts.LookedUp; return l != nil && l.Alike },
		state: func(to *drift.Drift, v stated) { lookedUp(to).Alike = v.yes },
	}}
}

func lookedUp(to *drift.Drift) *drift.LookedUpFact {
	if to.Facts.LookedUp == nil {
		to.Facts.LookedUp = &drift.LookedUpFact{}
	}
	return to.Facts.LookedUp
}

// laggingFacts returns the facts about a version that is far behind.
func laggingFacts() []fact {
	text := func(name, doc string, get func(*drift.LaggingFact) *string) fact {
		return fact{
			name: name, doc: doc, str: always(func(f *facts) string {
				if l := f.drift.Facts.Lagging; l != nil {
					return *get(l)
				}
				return ""
			}),
			state: func(to *drift.Drift, v stated) { *get(lagging(to)) = v.text },
		}
	}
	return []fact{
		text("lagging.environment", "the environment whose version is four minor versions or more behind, beside a version that is as new there as elsewhere; \"\" for none", func(l *drift.LaggingFact) *string { return &l.Environment }),
		text("lagging.beside", "the name of that version beside it", func(l *drift.LaggingFact) *string { return &l.Beside }),
		{
			name: "lagging.minors", doc: "by how many minor versions it is behind", num: func(f *facts) float64 {
				if l := f.drift.Facts.Lagging; l != nil {
					return float64(l.Minors)
				}
				return 0
			},
			state: func(to *drift.Drift, v stated) { lagging(to).Minors = int(v.number) },
		},
	}
}

func lagging(to *drift.Drift) *drift.LaggingFact {
	if to.Facts.Lagging == nil {
		to.Facts.Lagging = &drift.LaggingFact{}
	}
	return to.Facts.Lagging
}

// renameFacts returns the facts about a setting that was renamed.
func renameFacts() []fact {
	text := func(name, doc string, get func(*drift.RenameFact) *string) fact {
		return fact{
			name: name, doc: doc, str: always(func(f *facts) string {
				if r := f.drift.Facts.Renamed; r != nil {
					return *get(r)
				}
				return ""
			}),
			state: func(to *drift.Drift, v stated) { *get(renamed(to)) = v.text },
		}
	}
	return []fact{
		text("renamed.old", "the name that one environment alone has for the setting; \"\" for none", func(r *drift.RenameFact) *string { return &r.Old }),
		text("renamed.still", "the environment that has the old name alone", func(r *drift.RenameFact) *string { return &r.Still }),
		{
			name: "renamed.in", doc: "environments that have the new name; with renamed.by_commit those in which one commit replaced the old one", list: func(f *facts) []string {
				if r := f.drift.Facts.Renamed; r != nil {
					return r.In
				}
				return nil
			},
			state: func(to *drift.Drift, v stated) { renamed(to).In = strings.Fields(v.text) },
		},
		{
			name: "renamed.by_commit", doc: "the history shows the rename; else one value under two names does", yes: func(f *facts) bool { r := f.drift.Facts.Renamed; return r != nil && r.ByCommit },
			state: func(to *drift.Drift, v stated) { renamed(to).ByCommit = v.yes },
		},
	}
}

func renamed(to *drift.Drift) *drift.RenameFact {
	if to.Facts.Renamed == nil {
		to.Facts.Renamed = &drift.RenameFact{}
	}
	return to.Facts.Renamed
}

// partnerFacts returns the facts about systems of other companies.
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
		{name: "partner.mixed", doc: "environments whose key is of another mode than the endpoint beside it", list: list(func(p *drift.PartnerFact) []string { return p.Mixed }), state: func(to *drift.Drift, v stated) {
			if p := to.Facts.Partner; p != nil {
				p.Mixed = []string{v.text}
			}
		}},
		{name: "partner.moves", doc: "live, it moves money or sends messages to real people", yes: func(f *facts) bool { p := f.drift.Facts.Partner; return p != nil && p.Moves }},
	}
}

// referenceFacts returns the facts about images and URLs.
func referenceFacts() []fact {
	image := func(name, doc string, part func(*drift.ImageFact) *bool) fact {
		return fact{
			name: "image." + name, doc: doc, yes: func(f *facts) bool { i := f.drift.Facts.Image; return i != nil && *part(i) },
			state: func(to *drift.Drift, v stated) {
				if to.Facts.Image == nil {
					to.Facts.Image = &drift.ImageFact{}
				}
				*part(to.Facts.Image) = v.yes
			},
		}
	}
	url := func(name, doc string, part func(*drift.URLFact) *bool) fact {
		return fact{
			name: "url." + name, doc: doc, yes: func(f *facts) bool { u := f.drift.Facts.URL; return u != nil && *part(u) },
			state: func(to *drift.Drift, v stated) {
				if to.Facts.URL == nil {
					to.Facts.URL = &drift.URLFact{}
				}
				*part(to.Facts.URL) = v.yes
			},
		}
	}
	return []fact{
		image("registry_changed", "another registry", func(i *drift.ImageFact) *bool { return &i.RegistryChanged }),
		image("name_changed", "another image", func(i *drift.ImageFact) *bool { return &i.NameChanged }),
		image("tag_changed", "another tag", func(i *drift.ImageFact) *bool { return &i.TagChanged }),
		image("digest_changed", "another digest", func(i *drift.ImageFact) *bool { return &i.DigestChanged }),
		image("latest", "one has no tag, or latest, and no digest", func(i *drift.ImageFact) *bool { return &i.Latest }),
		url("scheme_changed", "another scheme", func(u *drift.URLFact) *bool { return &u.SchemeChanged }),
		url("host_changed", "another host", func(u *drift.URLFact) *bool { return &u.HostChanged }),
		url("port_changed", "another port", func(u *drift.URLFact) *bool { return &u.PortChanged }),
		url("path_changed", "another path", func(u *drift.URLFact) *bool { return &u.PathChanged }),
		url("query_changed", "another query", func(u *drift.URLFact) *bool { return &u.QueryChanged }),
		url("user_changed", "another user", func(u *drift.URLFact) *bool { return &u.UserChanged }),
	}
}

// secretNamed reports whether the name or the place means that a value is a secret, besides its form: two independent signs.
func (f *facts) secretNamed() bool {
	return f.drift.Facts.SecretNamed || snapshot.SensitiveName(f.subject()) || strings.Contains(strings.ToLower(f.res.Kind), "secret") || slices.ContainsFunc(f.nameWords(), func(w string) bool {
		return w == "dsn" || w == "url" || w == "uri" || w == "key"
	})
}

// otherFields reports whether one environment's schedule has five fields and another's six.
func (f *facts) otherFields() bool {
	five, six, all := false, false, true
	f.presentTexts(func(t string) bool {
		fields := strings.Fields(t)
		five, six = five || len(fields) == 5, six || len(fields) == 6
		all = all && (len(fields) == 5 || len(fields) == 6) && strings.Trim(strings.Join(fields[:4], ""), "0123456789*/,-?") == ""
		return all
	})
	return all && five && six
}
