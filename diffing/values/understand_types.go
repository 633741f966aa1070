package values

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// numbers sets the facts of plain numbers, quantities, durations and instance types, which have a ratio.
func (u *understanding) numbers() bool {
	parsers := []struct {
		name  string
		parse func(string) (float64, bool)
	}{
		{"number", number},
		{"duration", func(s string) (float64, bool) {
			if u.c.quantityPlace() {
				return 0, false
			}
			return duration(s)
		}},
		{"quantity", func(s string) (float64, bool) { f, _, ok := quantity(s); return f, ok }},
		{"instance", instance},
	}
	for _, p := range parsers {
		vals := map[int]float64{}
		for _, i := range u.present {
			if v, ok := p.parse(strings.TrimSpace(u.nodes[i].Text)); ok {
				vals[i] = v
			}
		}
		if len(vals) == len(u.present) {
			u.ratio(p.name, vals)
			return true
		}
	}
	return false
}

func (u *understanding) ratio(kind string, vals map[int]float64) {
	u.f.Type = kind
	by := map[string]float64{}
	for i, v := range vals {
		by[u.envs[i]] = v
	}
	switch kind {
	case "duration":
		u.f.Duration = by
	case "quantity":
		u.f.Number = by
		for _, i := range u.present {
			if _, bytes, _ := quantity(u.nodes[i].Text); bytes {
				u.f.Bytes = by
			}
		}
	default:
		u.f.Number = by
	}
	base := u.base()
	b, worst, at := vals[base], 1.0, -1
	for _, i := range u.present {
		v := vals[i]
		if i == base || v == b {
			continue
		}
		if v > b && i != u.ref && base == u.ref && SizeLike(u.name) {
			u.f.Inverted = true
		}
		if b == 0 || v == 0 || (v < 0) != (b < 0) {
			continue
		}
		if r := v / b; at < 0 || math.Abs(math.Log(r)) > math.Abs(math.Log(worst)) {
			worst, at = r, i
		}
	}
	if at < 0 || nominal(u.name) {
		return
	}
	u.f.Ratio = worst
	what, more, less, factor := strings.Join(names.Words(u.name), " "), at, base, worst
	if worst < 1 {
		more, less, factor = base, at, 1/worst
	}
	if by := times(factor); by != "1" { // nearly as much is no factor
		u.note(fmt.Sprintf("%s has %s× the %s of %s", u.envs[more], by, what, u.envs[less]))
	}
}

// times formats a factor for people: 4, 1.5, 250.
func times(f float64) string {
	if f >= 10 || f == math.Trunc(f) {
		return strconv.FormatFloat(math.Round(f), 'f', -1, 64)
	}
	return strconv.FormatFloat(math.Round(f*10)/10, 'f', -1, 64)
}

func (u *understanding) versions() bool {
	vs := map[int]version{}
	for _, i := range u.present {
		v, ok := parseVersion(strings.TrimSpace(u.nodes[i].Text))
		if !ok {
			return false
		}
		vs[i] = v
	}
	u.f.Type = "semver"
	rank := map[string]int{"major": 5, "minor": 4, "patch": 3, "build": 2, "pre": 1}
	base := u.base()
	best := &drift.SemverFact{}
	at := -1
	for _, i := range u.present {
		if i == base {
			continue
		}
		if level, order := vs[i].level(vs[base]); rank[level] > rank[best.Level] {
			best, at = &drift.SemverFact{Level: level, Behind: order < 0}, i
		}
	}
	if at < 0 {
		return true
	}
	u.f.Semver = best
	way := "ahead of"
	if best.Behind {
		way = "behind"
	}
	u.note(fmt.Sprintf("%s is a %s version %s %s", u.envs[at], best.Level, way, u.envs[base]))
	return true
}

func (u *understanding) images() {
	u.f.Type = "image"
	base := u.base()
	b, _ := parseImage(u.nodes[base].Text)
	f := &drift.ImageFact{Latest: b.latest()}
	for _, i := range u.present {
		im, _ := parseImage(u.nodes[i].Text)
		f.RegistryChanged = f.RegistryChanged || im.registry != b.registry
		f.NameChanged = f.NameChanged || im.name != b.name
		f.TagChanged = f.TagChanged || im.tag != b.tag
		f.DigestChanged = f.DigestChanged || im.digest != b.digest
		f.Latest = f.Latest || im.latest()
		if i == base || u.f.Semver != nil {
			continue
		}
		v, ok := parseVersion(im.tag)
		w, okb := parseVersion(b.tag)
		if level, order := v.level(w); ok && okb && level != "" {
			u.f.Semver = &drift.SemverFact{Level: level, Behind: order < 0}
		}
	}
	u.f.Image = f
	switch {
	case f.DigestChanged && !f.TagChanged && !f.NameChanged && !f.RegistryChanged:
		u.note("same tag, other digest")
	case f.RegistryChanged && !f.NameChanged && !f.TagChanged && !f.DigestChanged:
		u.note("only the registry differs")
	case f.TagChanged && !f.NameChanged && !f.RegistryChanged:
		u.note("only the tag differs")
	}
	if f.Latest {
		u.note("a floating tag: the running image depends on when it was pulled")
	}
}

func (u *understanding) locations() bool {
	ls := map[int]location{}
	for _, i := range u.present {
		l, ok := parseLocation(u.nodes[i].Text)
		if !ok {
			return false
		}
		ls[i] = l
	}
	u.f.Type = "url"
	base, f := u.base(), &drift.URLFact{}
	for _, i := range u.present {
		g := ls[i].fact(ls[base])
		f.SchemeChanged = f.SchemeChanged || g.SchemeChanged
		f.HostChanged = f.HostChanged || g.HostChanged
		f.PortChanged = f.PortChanged || g.PortChanged
		f.PathChanged = f.PathChanged || g.PathChanged
		f.QueryChanged = f.QueryChanged || g.QueryChanged
		f.UserChanged = f.UserChanged || g.UserChanged
	}
	u.f.URL = f
	only := []struct {
		changed bool
		what    string
	}{{f.SchemeChanged, "scheme"}, {f.HostChanged, "host"}, {f.PortChanged, "port"}, {f.PathChanged, "path"}, {f.QueryChanged, "query"}, {f.UserChanged, "user"}}
	which := ""
	for _, o := range only {
		if o.changed {
			if which != "" {
				return true
			}
			which = o.what
		}
	}
	if which != "" {
		u.note("only the " + which + " differs")
	}
	return true
}

func (u *understanding) networks() bool {
	if !u.all(func(s string) bool { _, ok := cidr(s); return ok }) {
		return false
	}
	u.f.Type = "cidr"
	base, _ := cidr(u.nodes[u.base()].Text)
	for _, i := range u.present {
		if b, _ := cidr(u.nodes[i].Text); b != base {
			u.note(fmt.Sprintf("%s: a network of /%d against /%d", u.envs[i], b, base))
		}
	}
	return true
}

func (u *understanding) schedules() bool {
	crons := map[int]cron{}
	for _, i := range u.present {
		c, ok := parseCron(u.nodes[i].Text)
		if !ok {
			return false
		}
		crons[i] = c
	}
	u.f.Type = "cron"
	f := &drift.CronFact{SameCadence: true}
	base := u.base()
	for _, i := range u.present {
		f.SameCadence = f.SameCadence && crons[i].sameCadence(crons[base])
	}
	u.f.Cron = f
	if f.SameCadence {
		u.note("as often, at another time")
	} else {
		u.note("another cadence")
	}
	return true
}

func (u *understanding) certificates() bool {
	f := &drift.CertFact{Subject: map[string]string{}, Issuer: map[string]string{}, NotAfter: map[string]string{}}
	for _, i := range u.present {
		block, _ := pem.Decode([]byte(u.nodes[i].Text))
		if block == nil || block.Type != "CERTIFICATE" {
			return false
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return false
		}
		f.Subject[u.envs[i]], f.Issuer[u.envs[i]] = cert.Subject.String(), cert.Issuer.String()
		f.NotAfter[u.envs[i]] = cert.NotAfter.UTC().Format(time.RFC3339)
	}
	u.f.Type, u.f.Cert = "certificate", f
	return true
}

// lists sets the elements by which lists differ from the reference's.
func (u *understanding) lists() {
	u.f.Type = "list"
	base := u.nodes[u.base()]
	if base.Kind != snapshot.List {
		return
	}
	count := map[string]int{}
	for k := range base.Children {
		count[flat(&base.Children[k])]++
	}
	f := &drift.ListFact{OrderOnly: true}
	for _, i := range u.present {
		n := u.nodes[i]
		if n == base || n.Kind != snapshot.List {
			continue
		}
		have := map[string]int{}
		for k := range n.Children {
			e := &n.Children[k]
			s := flat(e)
			if have[s]++; have[s] > count[s] {
				f.Added, f.OrderOnly = append(f.Added, brief(e)), false
			}
		}
		for k := range base.Children {
			e := &base.Children[k]
			s := flat(e)
			if have[s]--; have[s] < 0 {
				f.Removed, f.OrderOnly = append(f.Removed, brief(e)), false
			}
		}
	}
	if len(u.present) > 1 { // a single list has no order to compare
		u.f.List = f
	}
}

// brief returns a list element in a few characters.
func brief(n *snapshot.Node) string {
	s := n.Text
	if !n.Scalar() {
		s = flat(n)
	}
	if len(s) > 80 {
		s = strings.ToValidUTF8(s[:77], "") + "…"
	}
	return s
}
