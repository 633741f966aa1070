package diffing

import "testing"

// A leak shows the values of the others, also if one environment lacks the setting.
func TestALeakShowsTheOthersWhereOneLacksTheSetting(t *testing.T) {
	url := func(env string) m { return m{"a": "1", "api_url": "https://api." + env + ".shop.example"} }
	r := compare(t, snap("test", res("ConfigMap", "shop", m{"a": "1"})), snap("dev", res("ConfigMap", "shop", url("staging"))),
		snap("staging", res("ConfigMap", "shop", url("staging"))), snap("prod", res("ConfigMap", "shop", url("prod"))))
	expect(t, r,
		`missing ConfigMap/shop api_url <absent> "https://api.staging.shop.example" "https://api.staging.shop.example" "https://api.prod.shop.example"`,
		`leaked ConfigMap/shop api_url <absent> "https://api.staging.shop.example" "https://api.staging.shop.example" "https://api.prod.shop.example"`)
}

func TestAVariableOfNameAndValueIsOneLeak(t *testing.T) {
	list := func(value string) m {
		return m{"env": l{m{"name": "A", "value": "1"}, m{"name": "API_URL", "value": value}}}
	}
	r := compare(t, snap("test", res("ConfigMap", "shop", m{"env": l{m{"name": "A", "value": "1"}}})), snap("dev", res("ConfigMap", "shop", list("https://api.staging.shop.example"))),
		snap("qa", res("ConfigMap", "shop", list("https://api.staging.shop.example"))), snap("prod", res("ConfigMap", "shop", list("https://api.prod.shop.example"))),
		snap("staging", res("ConfigMap", "shop", m{"env": l{m{"name": "A", "value": "1"}}})))
	expect(t, r,
		`missing ConfigMap/shop env[name=API_URL] <absent> {2} {2} {2} <absent>`,
		`leaked ConfigMap/shop env[name=API_URL].value <absent> "https://api.staging.shop.example" "https://api.staging.shop.example" "https://api.prod.shop.example" <absent>`)
}
