package secret_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/envparity/envparity/snapshot/secret"
)

func TestNamesSayHowMuchTheyHold(t *testing.T) {
	for name, want := range map[string]secret.Name{
		"DB_PASSWORD": secret.Chosen, "clientSecret": secret.Chosen, "passwords": secret.Chosen, "DB_PASSWORD_PROD": secret.Chosen, "SECRET_KEY_BASE": secret.Made,
		"API_TOKEN": secret.Made, "signingKey": secret.Made, "requirepass": secret.Chosen, "rootpass": secret.Chosen, "generic_api_key": secret.Made, "secretKey": secret.Made, "TOKEN_2": secret.Made,
		"PASSWORD_ENCODER": secret.Near, "TOKEN_EXPIRES_IN": secret.Near, "DB_PASSWORD_SECRET": secret.Near, "env_from_secret": secret.Near, "use_id_token": secret.Near,
		"passwordKey": secret.Near, "secret_rotation_schedule": secret.Near, "vault.hashicorp.com/agent-inject-secret-db": secret.Near, "BearerTokenAuthenticationFilter": secret.Near,
		"secretName": secret.About, "tokenTTL": secret.About, "existingSecret": secret.About, "peer_public_encryption_key": secret.About, "redis_secret_key_name": secret.About,
		"masterauth": secret.Near, "replicas": secret.Other, "compass": secret.Other, "bypass": secret.Other, "oauth": secret.Other, "sortKey": secret.Other, "creation_token": secret.Other, "": secret.Other,
	} {
		if got := secret.NameOf(name); got != want {
			t.Errorf("NameOf(%q) = %d, want %d", name, got, want)
		}
	}
}

func TestAWordIsSealedWhereAPersonChoseItAlone(t *testing.T) {
	for _, c := range []struct {
		name   secret.Name
		value  string
		hidden bool
	}{
		{secret.Chosen, "sunshine", true},
		{secret.Chosen, "correct horse battery staple", true},
		{secret.Chosen, "Enter your new password here", false},
		{secret.Made, "sub", false},
		{secret.Made, "Can create and modify tokens for any user", false},
		{secret.Made, "8a7b6c5d", true},
		{secret.Near, "bcrypt", false},
		{secret.Near, "pbkdf2_sha256", false},
		{secret.Near, "15m", false},
		{secret.Near, "MON#3", false},
		{secret.Near, "reset-password?code=", false},
		{secret.Near, "^(?=.*[A-Z])(?=.*[0-9]).{8,}$", false},
		{secret.Near, "hunter2x", true},
		{secret.About, "hunter2x", false},
	} {
		if got := secret.Hides(c.name, c.value); got != c.hidden {
			t.Errorf("Hides(%d, %q) = %v", c.name, c.value, got)
		}
	}
}

func TestAnAddressBehindTheVerbPassIsNoPassword(t *testing.T) {
	for _, c := range []struct {
		name, value string
		want        bool
	}{
		{"proxy_pass", "http://api.default.svc.cluster.local/hosts?domain=$host", true},
		{"proxy_pass", "https://$upstream", true},
		{"fastcgi_pass", "unix:/run/php.sock", true},
		{"grpcPass", "grpc://orders:50051", true},
		{"proxy_pass", "http://user:hunter2@api.example", false},
		{"PROXY_PASS", "hunter2:x", false},
		{"db_pass", "unix:", false},
		{"password", "http://api.example", false},
		{"pass", "http://api.example", false},
	} {
		if got := secret.PassesOn(c.name, c.value); got != c.want {
			t.Errorf("%s %s: %v", c.name, c.value, got)
		}
	}
}

func TestOnlyAValueThatNobodyWritesForPeopleIsEvidence(t *testing.T) {
	for value, want := range map[string]bool{
		"hunter2x": true, "Tr0ub4dor&3": true, "c2VjcmV0Cg==": true, "8a7b6c5d": true, "shop-8a7b6c5d": true, "a-b-8a7b6c5d9e8f7a6b": true,
		"@$/`'\"\\()": false, "abcdefghijklmnopqrstuvwxyz0123456789": false, "!@#$%!": true, "abcdef!": true,
		"postgres": false, "orders-db": false, "sqeletor-shop-827ec8ec": false, "4096": false, "15m": false, "bcrypt": false, "undefined": false, "/run/secrets/x": false, "https://auth.example.com/token": false, "": false, "a1": false,
	} {
		if got := secret.LooksSecret(value); got != want {
			t.Errorf("LooksSecret(%q) = %v", value, got)
		}
	}
}

func TestAProgramsWordForNoValueIsNoSecret(t *testing.T) {
	for value, want := range map[string]bool{"None": true, " null ": true, "undefined": true, "": true, "NoneSuch": false, "hunter2x": false, "0": false} {
		if got := secret.Nothing(value); got != want {
			t.Errorf("Nothing(%q) = %v", value, got)
		}
	}
}

func TestAValueThatLooksRandomIsOneUnderAnyName(t *testing.T) {
	for _, v := range []string{"q9ZrT4mXw8Lk2PvBn6Yd", "4f7a9c1e8b3d5f60" + "7a9c1e8b3d5f6072", "x9!Kp#2vLq$8Zt", "wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLEKEY"} {
		if !secret.Random("MAGIC", v) {
			t.Errorf("%q does not look random", v)
		}
	}
	for name, v := range map[string]string{
		"GIT_SHA": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", "checksum/config": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
		"integrity": "sha512-knxG2q4UC3u8stRGyAVJCOdxFmv5DZiRcdlIaAQXAbSfpw==", "subscription": "8f14e45f-ceea-467f-a7d8-0b1f3b9f8e7a", "class": "com.acme.orders.Oauth2TokenProviderFactoryBean",
		"handler": "MyStackOrdersFunctionServiceRole75625A82", "pool": "eu-west-1_AbCdEfGhI", "bucket": "atlas-prod-uploads-7f3k2j9x", "pattern": "%d{yyyy-MM-dd} [%thread] %-5level", "type": "AWS.AppConfig.FeatureFlags",
	} {
		if secret.Random(name, v) {
			t.Errorf("%s=%q looks random", name, v)
		}
	}
}

const planted = "Planted1x7Qz"

// places are texts with a secret at P.
func places() map[string]string {
	return map[string]string{
		"Go's MySQL driver":           "app:P@tcp(db:3306)/shop",
		"Oracle":                      "app/P@db:1521/ORCL",
		"Oracle by JDBC":              "jdbc:oracle:thin:app/P@db:1521:ORCL",
		"ADO.NET":                     "Server=db;User Id=app;Pwd=P;",
		"JDBC":                        "jdbc:postgresql://h/db?user=a&password=P",
		"MongoDB":                     "mongodb+srv://app:P@c0.example.net/shop",
		"a URL with a token as user":  "https://PP@github.com/a/b.git",
		"a shared access signature":   "https://acct.blob.core.windows.net/c?sv=2020&sig=P%3D",
		"a webhook of Slack":          "https://hooks.slack" + ".com/services/T0000AB12/B0000CD34/PP",
		"a webhook of Discord":        "https://discord.com/api/webhooks/123456789/P",
		"a webhook of somebody":       "https://chat.example.com/hooks/PP",
		"mysql":                       "mysql -uroot -pP -h db",
		"mysql in a script":           "#!/bin/sh\nset -e\nmysqldump -h db -uroot -pP shop\n",
		"curl":                        "curl -s -u app:P https://h/x",
		"a header of curl":            `curl -H "X-Auth-Token: P" x`,
		"a long flag":                 "mytool --password P --verbose",
		"sshpass":                     "sshpass -p P ssh a@b",
		"redis-cli":                   "redis-cli -a P ping",
		".netrc":                      "machine h.example login app password P",
		".npmrc":                      "//registry.npmjs.org/:_authToken=P",
		".pgpass":                     "db:5432:shop:app:P",
		".htpasswd":                   "admin:$apr1$abcd1234$PP",
		"a pair in JSON":              `{"env":[{"name":"API_TOKEN","value":"P"}]}`,
		"JSON in JSON":                `"{\"env\":[{\"name\":\"API_TOKEN\",\"value\":\"P\"}]}"`,
		"a pair in YAML":              "env:\n  - name: API_TOKEN\n    value: P\n",
		"a pair in YAML, value first": "env:\n  - value: P\n    name: API_TOKEN\n",
		"below passwords in YAML":     "passwords:\n  bob:\n    deep: P\n",
		"a list of tokens in YAML":    "tokens:\n  - P\nother: fine\n",
		"a section of INI":            "[credentials]\nalice = P\n[server]\nport = 80\n",
		"a table of TOML":             "[passwords]\nalice = \"P\"\n",
		"an attribute of XML":         `<add key="DbPassword" value="P" />`,
		"elements of XML":             `<property><name>db.password</name><value>P</value></property>`,
		"Azure storage":               "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=PPPP==;EndpointSuffix=core.windows.net",
		"JAAS":                        `PlainLoginModule required username="app" password="P";`,
		"PGP":                         "-----BEGIN PGP PRIVATE " + "KEY BLOCK-----\n\nP\n=x\n-----END PGP PRIVATE " + "KEY BLOCK-----",
		"PuTTY":                       "PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nPrivate-Lines: 1\nP",
		"Telegram":                    "https://api.telegram.org/bot1234567890:AAPPP/send",
	}
}

func TestSecretsAreReplacedAtTheirPlaces(t *testing.T) {
	for place, text := range places() {
		text = strings.ReplaceAll(text, "P%3D", "Planted1x7QzPlanted%3D")
		for _, p := range []string{"PPPP", "PPP", "PP", "P"} {
			if i := strings.Index(text, p); i >= 0 {
				text = replaceWord(text, p, strings.Repeat(planted, len(p)))
			}
		}
		got, changed := secret.Replace(text, secret.Config, func(string) string { return "[x]" })
		if _, embedded := strings.CutPrefix(place, "JSON in"); embedded || strings.HasPrefix(place, "a pair in JSON") {
			continue // read by names, see snapshot
		}
		if !changed || strings.Contains(got, planted) {
			t.Errorf("%s: %q became %q", place, text, got)
		}
	}
}

// replaceWord replaces p where no letter of a word stands around it.
func replaceWord(text, p, by string) string {
	letter := func(i int) bool {
		return i >= 0 && i < len(text) && (text[i] >= 'a' && text[i] <= 'z' || text[i] >= 'A' && text[i] <= 'Z')
	}
	for i := len(text) - len(p); i >= 0; i-- {
		if strings.HasPrefix(text[i:], p) && !letter(i+len(p)) && (!letter(i-1) || strings.HasSuffix(text[:i], "-p") || strings.HasSuffix(text[:i], ":AA")) {
			return text[:i] + by + text[i+len(p):]
		}
	}
	return text
}

func TestBase64IsSealedWholeWhereItHoldsASecret(t *testing.T) {
	encode := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	for text, want := range map[string]bool{
		encode("-----BEGIN RSA PRIVATE " + "KEY-----\nMIIEabc\n-----END RSA PRIVATE " + "KEY-----\n"): true,
		encode("app:" + planted):                 true,
		encode("[db]\npassword = " + planted):    true,
		encode("listen: 80\nworkers: four\n"):    false,
		encode("-----BEGIN CERTIFICATE-----\nx"): false,
		"orders-service-prod":                    false,
	} {
		if got := secret.Whole(text); got != want {
			t.Errorf("Whole(%q) = %v", text, got)
		}
	}
}

func TestCertificatesAlonePassForPublic(t *testing.T) {
	cert := "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
	key := "-----BEGIN PRIVATE " + "KEY-----\nMIIB\n-----END PRIVATE " + "KEY-----\n"
	for text, want := range map[string]bool{cert: true, cert + cert: true, cert + key: false, key: false, cert + "hunter2": false, "": false} {
		if got := secret.Certificates(text); got != want {
			t.Errorf("Certificates(%q) = %v", text, got)
		}
	}
}

func TestTokenFormsAreSorted(t *testing.T) {
	for _, v := range []string{"AIza" + strings.Repeat("aB3", 12), "ya29." + strings.Repeat("aB3", 12), "hvs." + strings.Repeat("aB3", 12), "glpat-" + strings.Repeat("aB3", 8), "dop_v1_" + strings.Repeat("a1", 32), "A3-" + strings.Repeat("AB1", 10)} {
		if got, ok := secret.Replace("see "+v+" here", secret.Prose, func(string) string { return "[x]" }); !ok || got != "see [x] here" {
			t.Errorf("%q became %q", v, got)
		}
	}
	for _, v := range []string{"sk-my-service-account-for-the-orders-team", "secret_manager_project_of_the_platform_team", "glft-", "npm_config_registry", "hf_models"} {
		if got, ok := secret.Replace(v, secret.Config, func(string) string { return "[x]" }); ok {
			t.Errorf("%q became %q", v, got)
		}
	}
}

func BenchmarkReplace(b *testing.B) {
	texts := []string{"registry.example/shop/api:1.2.3", "https://shop.prod.atlas.example/api/v1/orders?limit=10", "8080", "orders-consumer-group-1", "-Xmx512m -XX:+UseG1GC -Dspring.profiles.active=prod", "info", "host: db.prod\nport: 5432\nworkers: 4\n"}
	n := 0
	for _, t := range texts {
		n += len(t)
	}
	b.SetBytes(int64(n))
	for b.Loop() {
		for _, t := range texts {
			secret.Replace(t, secret.Config, func(string) string { return "[x]" })
			secret.Random("name", t)
			secret.Whole(t)
		}
	}
}
