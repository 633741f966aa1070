package rules

import (
	"time"

	"github.com/zclconf/go-cty/cty"

	"github.com/envparity/envparity/drift"
)

// setFacts puts facts that an example states outright.
func setFacts(to *drift.Facts, said map[string]cty.Value) {
	for name, v := range said {
		yes := v.Type() == cty.Bool && !v.IsNull() && v.True()
		text := ""
		if v.Type() == cty.String && !v.IsNull() {
			text = v.AsString()
		}
		switch name {
		case "type":
			to.Type = text
		case "outlier":
			to.Outlier = text
		case "scaled":
			to.Scaled = []string{text}
		case "secret.shared":
			to.SecretShared = yes
		case "secret.placeholder":
			to.SecretPlaceholder = yes
		case "secret.empty":
			to.SecretEmpty = yes
		case "semver.level":
			to.Semver = &drift.SemverFact{Level: text, Behind: to.Semver != nil && to.Semver.Behind}
		case "cron.same_cadence":
			to.Cron = &drift.CronFact{SameCadence: yes}
		case "expires_in":
			days, _ := v.AsBigFloat().Int64()
			to.Cert = &drift.CertFact{NotAfter: map[string]string{"prod": exampleDay.AddDate(0, 0, int(days)).Format(time.RFC3339)}}
		case "partner.mixed":
			if to.Partner != nil {
				to.Partner.Mixed = []string{text}
			}
		case "list.order_only":
			to.List = &drift.ListFact{OrderOnly: yes}
		default:
			setReferenceFact(to, name, yes)
		}
	}
}

func setReferenceFact(to *drift.Facts, name string, yes bool) {
	image, url := drift.ImageFact{}, drift.URLFact{}
	if to.Image != nil {
		image = *to.Image
	}
	if to.URL != nil {
		url = *to.URL
	}
	switch name {
	case "image.registry_changed":
		image.RegistryChanged = yes
	case "image.name_changed":
		image.NameChanged = yes
	case "image.tag_changed":
		image.TagChanged = yes
	case "image.digest_changed":
		image.DigestChanged = yes
	case "image.latest":
		image.Latest = yes
	case "url.scheme_changed":
		url.SchemeChanged = yes
	case "url.host_changed":
		url.HostChanged = yes
	case "url.path_changed":
		url.PathChanged = yes
	default:
		return
	}
	if name[0] == 'i' {
		to.Image = &image
	} else {
		to.URL = &url
	}
}
