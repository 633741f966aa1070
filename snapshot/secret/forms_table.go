package secret

// form is the published form of a token: a fixed beginning, then at least min characters of one class.
type form struct {
	begin string
	class string // "a": letters and digits, "u": upper case and digits, "h": lower-case hexadecimal; then further characters
	min   int
}

// forms is sorted by beginning. Most rows are facts from the rules of gitleaks 8.30.1 (config/gitleaks.toml), Copyright (c) 2019 Zachary
// Rice, MIT License, see NOTICE in this folder; min is at most what is written there, since a token that was cut off is still a secret.
// Ids of AWS access keys count: they name an account's user.
var forms = []form{
	{"A3-", "u-", 26},    // 1Password secret key
	{"A3T", "u", 17},     // AWS
	{"ABIA", "u", 16},    // AWS
	{"ABSK", "a+/=", 60}, // Amazon Bedrock
	{"ACCA", "u", 16},    // AWS
	{"AGE-SECRET-KEY-", "u", 20},
	{"AIza", "a_-", 30}, // Google API
	{"AKCp", "a", 40},   // Artifactory
	{"AKIA", "u", 16},
	{"API-", "u", 26},              // Octopus Deploy
	{"ASIA", "u", 16},              // AWS
	{"CLOJARS_", "a", 40},          // Clojars
	{"EAAA", "a_-", 30},            // Square
	{"EAAC", "a", 60},              // Facebook
	{"EAAM", "a", 60},              // Facebook
	{"EZAK", "a", 40},              // EasyPost
	{"EZTK", "a", 40},              // EasyPost
	{"FLWSECK", "a_-", 12},         // Flutterwave
	{"GOCSPX-", "a_-", 20},         // Google OAuth client
	{"GR1348941", "a_-", 16},       // GitLab runner
	{"HRKU-", "a_-", 40},           // Heroku
	{"LTAI", "a", 16},              // Alibaba Cloud
	{"NRAK-", "u", 20},             // New Relic
	{"PMAK-", "h-", 30},            // Postman
	{"SG.", "a_-.=", 40},           // SendGrid
	{"SK", "h", 32},                // Twilio
	{"T3BlbkFJ", "a_-", 20},        // OpenAI
	{"api_org_", "a", 30},          // Hugging Face
	{"atlasv1.", "a_-=", 40},       // Terraform Cloud
	{"bedrock-api-key-", "a=", 16}, // Amazon Bedrock
	{"cmVmd", "a", 55},             // Artifactory
	{"dapi", "h-", 32},             // Databricks
	{"doo_v1_", "h", 32},           // DigitalOcean
	{"dop_v1_", "h", 32},
	{"dor_v1_", "h", 32},
	{"dp.pt.", "a", 30},     // Doppler
	{"dp.st.", "a_.", 30},   // Doppler
	{"dt0c01.", "a.", 40},   // Dynatrace
	{"duffel_", "a_-=", 30}, // Duffel
	{"eyJrIjoi", "a=", 50},  // Grafana
	{"fio-u-", "a_-=", 40},  // Frame.io
	{"fm1a_", "a+/=", 50},   // Fly.io
	{"fm1r_", "a+/=", 50},
	{"fm2_", "a+/=", 50},
	{"fo1_", "a_-", 30},
	{"gho_", "a", 30}, // GitHub
	{"ghp_", "a", 30},
	{"ghr_", "a", 30},
	{"ghs_", "a", 30},
	{"ghu_", "a", 30},
	{"github_pat_", "a_", 22},
	{"glagent-", "a_-", 20}, // GitLab
	{"glc_", "a+/=", 32},    // Grafana Cloud
	{"glcbt-", "a_-", 16},   // GitLab
	{"gldt-", "a_-", 16},
	{"glffct-", "a_-", 16},
	{"glft-", "a_-", 16},
	{"glimt-", "a_-", 16},
	{"gloas-", "a_-", 16},
	{"glpat-", "a_-.", 16},
	{"glptt-", "a_-", 16},
	{"glrt-", "a_-.", 16},
	{"glsa_", "a_", 32}, // Grafana
	{"glsoat-", "a_-", 16},
	{"hf_", "a", 30},    // Hugging Face
	{"hvb.", "a_-", 40}, // HashiCorp Vault
	{"hvs.", "a_-", 20},
	{"ico-", "a", 32},         // Intercom
	{"lin_api_", "a", 30},     // Linear
	{"npm_", "a", 30},         // npm
	{"ntn_", "a", 40},         // Notion
	{"nvapi-", "a_-", 40},     // NVIDIA
	{"ops_eyJ", "a+/=_-", 60}, // 1Password service account
	{"p8e-", "a", 32},         // Adobe
	{"pat.", "a_-.", 60},      // Harness
	{"pnu_", "a", 30},         // Prefect
	{"pplx-", "a", 40},        // Perplexity
	{"pscale_oauth_", "a=._-", 30},
	{"pscale_pw_", "a=._-", 30}, // PlanetScale
	{"pscale_tkn_", "a=._-", 30},
	{"pul-", "h", 40},     // Pulumi
	{"pypi-", "a_-", 40},  // PyPI
	{"rdme_", "a", 60},    // Readme
	{"rk_live_", "a", 10}, // Stripe
	{"rk_prod_", "a", 10},
	{"rk_test_", "a", 10},
	{"rubygems_", "h", 40}, // RubyGems
	{"s-s4t2", "a-", 60},   // Intra42
	{"sat.", "a_-.", 60},   // Harness
	{"secret_", "a", 40},   // Notion
	{"sgp_", "h_", 40},     // Sourcegraph
	{"sha256~", "a_-", 40}, // OpenShift
	{"shippo_", "a_", 40},  // Shippo
	{"shpat_", "h", 24},    // Shopify
	{"shpca_", "h", 24},
	{"shppa_", "h", 24},
	{"shpss_", "h", 24},
	{"sk-", "a_-", 32},      // OpenAI and many with its interface
	{"sk-ant-", "a_-", 20},  // Anthropic
	{"sk-proj-", "a_-", 20}, // OpenAI
	{"sk_live_", "a", 10},   // Stripe
	{"sk_prod_", "a", 10},
	{"sk_test_", "a", 10},
	{"sm_aat_", "a", 16}, // Sumo Logic
	{"sm_pat_", "a", 16},
	{"sm_sat_", "a", 16},
	{"sntrys_", "a+/=_", 40}, // Sentry
	{"sntryu_", "h", 40},
	{"sq0atp-", "a_-", 22}, // Square
	{"sq0csp-", "a_-", 22},
	{"tfp_", "a_", 40},     // Typeform
	{"tk-us-", "a_-", 40},  // Scalingo
	{"v1.0-", "h-", 100},   // Cloudflare origin CA
	{"whsec_", "a+/=", 16}, // webhooks of Stripe, Svix
	{"xapp-", "a-", 10},    // Slack
	{"xkeysib-", "a-", 60}, // Sendinblue
	{"xoxa-", "a-", 10},
	{"xoxb-", "a-", 10},
	{"xoxe", "a.-", 40},
	{"xoxo-", "a-", 10},
	{"xoxp-", "a-", 10},
	{"xoxr-", "a-", 10},
	{"xoxs-", "a-", 10},
	{"ya29.", "a_-", 30}, // Google OAuth
}

// has reports whether the part of a token after its beginning may contain b.
func (f *form) has(b byte) bool {
	switch {
	case b >= '0' && b <= '9':
		return true
	case b >= 'A' && b <= 'Z':
		return f.class[0] != 'h'
	case b >= 'a' && b <= 'f':
		return f.class[0] != 'u'
	case b >= 'g' && b <= 'z':
		return f.class[0] == 'a'
	}
	for i := 1; i < len(f.class); i++ {
		if f.class[i] == b {
			return true
		}
	}
	return false
}
