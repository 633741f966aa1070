package snapshot_test

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/snapshot"
)

func TestSensitiveNameKnowsSecretsFromTalkOfThem(t *testing.T) {
	for name, want := range map[string]bool{
		"DB_PASSWORD": true, "password": true, "apiKey": true, "API_KEY": true, "clientSecret": true, "client-secret": true, "PGPASSWORD": true,
		"GITHUB_TOKEN": true, "token_max_capacity": false, "aws_secret_access_key": true, "privateKey": true, "PRIVATE_KEY": true, "DB_PASS": true, "SECRET_KEY_BASE": true, "credentials": true,
		"TOKEN_2": true, "rootPassword1": true, "SENDGRID_APIKEY": true, "signingKey": true, "JWT_SECRET": true, "auth.token": true,
		"secretName": false, "tokenAudience": false, "passwordPolicy": false, "SECRET_ARN": false, "secretKeyRef": false, "token_url": false, "existingSecret": false,
		"key": false, "publicKey": false, "name": false, "compass": false, "bypass": false, "author": false, "accessKeyId": false, "accessTokenLifetime": false,
		"passwordKey": false, "monkey": false, "tokenTTL": false, "PASSWORD_FILE": false, "secret_version": false, "sortKey": false, "partition_key": false, "keyspace": false, "": false, "hash_key": false, "secretNamespaces": false,
	} {
		if got := snapshot.SensitiveName(name); got != want {
			t.Errorf("SensitiveName(%q) = %v", name, got)
		}
	}
}

func str(key, text string) snapshot.Node {
	return snapshot.Node{Key: key, Kind: snapshot.String, Text: text}
}

func seal(name, value string) snapshot.Node {
	r := snapshot.Resource{Root: snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{str(name, value)}}}
	snapshot.NewSealer([]byte("k")).SealResource(&r)
	return r.Root.Children[0]
}

func TestReferencesToSecretsStayReadable(t *testing.T) {
	for _, v := range []string{
		"/run/secrets/db_password", "${var.db_password}", "$DB_PASSWORD", "${DB_PASSWORD}", "arn:aws:secretsmanager:eu-west-2:123456789012:secret:prod/db-AbCdEf",
		"<%= ENV['DB_PASSWORD'] %>", "<%= Rails.application.credentials.dig(:db, :password) %>", `<%= ENV.fetch("DB_PASSWORD") %>`,
		"{{ .Values.db.password }}", "$(cat /run/x)", "vault:secret/data/shop#password", "true", "op://vault/item/field", "DB_PASSWORD",
		"https://auth.example.com/token", "${var.env}-db-password", "/prod/db/password", "!Ref DbPassword", "projects/x/secrets/y/versions/1", "${{ secrets.DB_PASSWORD }}", "^1.5.0", "inherit",
	} {
		if n := seal("password", v); n.Kind != snapshot.String || n.Text != v {
			t.Errorf("%q was sealed: %+v", v, n)
		}
	}
}

func TestReferencesInATemplateOrToAVaultAreReadable(t *testing.T) {
	for v, readable := range map[string]bool{
		"[default]\naws_access_key_id = {{ .key }}\naws_secret_access_key = {{ .secret }}\n": true,
		"{\n  \"user\": \"{{ .user }}\",\n  \"pass\": \"{{ .pass }}\"\n}":                    true,
		"[default]\naws_access_key_id = {{ .key }}\naws_secret_access_key = hunter2\n":       false,
		"<%= ENV.fetch('X') { 'hunter2' } %>":                                                false,
		"{{ .key }}\nhunter":                                                                 false,
		"QWxhZGRpbjpvcGVuc={{ .rest }}":                                                      false,
		"abcdefghijklmnopqrstuvwxyz={{ .rest }}":                                             false,
		"@Microsoft.KeyVault(SecretUri=${data.azurerm_key_vault_secret.db.id})":              true,
		"@Microsoft.KeyVault(VaultName=shop;SecretName=db)":                                  true,
		"@Microsoft.KeyVault(SecretUri=https://shop.vault.azure.net/) and hunter2":           false,
	} {
		for _, name := range []string{"credentials", "DB_PASSWORD"} {
			if n := seal(name, v); (n.Kind == snapshot.String) != readable {
				t.Errorf("%s = %q: %+v", name, v, n)
			}
		}
	}
}

func TestValuesUnderSensitiveNamesAreSealed(t *testing.T) {
	for _, v := range []string{"hunter2", "correct horse battery", "Tr0ub4dor&3", "${X:-hunter2}", "c2VjcmV0Cg==", "a/b+c/d==", "p@ss/w0rd", "/9j/4AAQSkZJRgABAQEASABIAAD", "x"} {
		if n := seal("DB_PASSWORD", v); n.Kind != snapshot.Secret || strings.Contains(n.Text, v) && len(v) > 1 {
			t.Errorf("%q was not sealed: %+v", v, n)
		}
	}
	if n := seal("DB_PASSWORD", ""); n.Kind != snapshot.Secret || n.Flags&snapshot.FlagEmpty == 0 {
		t.Errorf("an empty password is told: %+v", n)
	}
	for secret, stand := range map[string]bool{"invalid-token": true, "Fake_key": true, "SV_please_change_me": true, "validtoken1": false, "unfaked-9": false} {
		if n := seal("DB_PASSWORD", secret); n.Flags&snapshot.FlagPlaceholder != 0 != stand {
			t.Errorf("%s: placeholder %v", secret, !stand)
		}
	}
	if n := seal("DB_PASSWORD", "changeme"); n.Flags&snapshot.FlagPlaceholder == 0 {
		t.Errorf("a placeholder is told: %+v", n)
	}
}

// tokens are put together here so that no scanner takes this file for a leak.
func tokens() map[string]string {
	return map[string]string{
		"pem":    "-----BEGIN RSA PRIVATE " + "KEY-----\nMIIEabc\n-----END RSA PRIVATE " + "KEY-----",
		"jwt":    "eyJ" + "hbGciOiJIUzI1NiJ9.eyJ" + "zdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
		"aws":    "AKIA" + "IOSFODNN7EXAMPLE",
		"github": "ghp_" + strings.Repeat("aB3", 12),
		"slack":  "xoxb-" + "1234567890-abcdefghij",
		"stripe": "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
	}
}

func TestSecretsAreKnownByTheirShape(t *testing.T) {
	for kind, v := range tokens() {
		for _, text := range []string{v, "before " + v + " after", "url=https://h/?x=" + v} {
			n := seal("plain", text)
			if strings.Contains(n.Text, v) || n.Flags&snapshot.FlagPartSealed == 0 && n.Kind != snapshot.Secret {
				t.Errorf("%s in %q: %+v", kind, text, n)
			}
		}
	}
}

func TestOnlyTheSecretPartOfATextIsSealed(t *testing.T) {
	for in, keep := range map[string][]string{
		"postgres://app:hunter2x@db.prod.example:5432/shop?sslmode=require":    {"postgres://app:", "@db.prod.example:5432/shop?sslmode=require"},
		"postgres://app:hunter2x/y#z@db.prod.example:5432/shop":                {"postgres://app:", "@db.prod.example:5432/shop"},
		"Server=db.prod;Database=shop;User=app;Password=hunter2x;Encrypt=true": {"Server=db.prod;Database=shop;User=app;Password=", ";Encrypt=true"},
		`{"host":"db.prod","password":"hunter2x","nested":{"port":1}}`:         {`{"host":"db.prod","password":"`, `","nested":{"port":1}}`},
		`"{\"host\":\"db.prod\",\"password\":\"hunter2x\",\"a\":\"b\"}"`:       {`db.prod`, `\",\"a\":\"b\"}`},
		"host: db.prod\npassword: hunter2x and more\nport: 5432\n":             {"host: db.prod\npassword: ", "\nport: 5432\n"},
		"A=1\nexport API_TOKEN=\"hunter2x\"\nB=2":                              {"A=1\nexport API_TOKEN=\"", "\"\nB=2"},
		"--host db.prod --password=hunter2x --verbose":                         {"--host db.prod --password=", " --verbose"},
		"<host>db.prod</host><password>hunter2x</password>":                    {"<host>db.prod</host><password>", "</password>"},
		"https://h.example/cb?user=a&access_token=hunter2x&z=1":                {"https://h.example/cb?user=a&access_token=", "&z=1"},
		"Authorization: Bearer hunter2x":                                       {"Authorization: Bearer "},
		"redis://:hunter2x@cache.prod:6379/0":                                  {"redis://:", "@cache.prod:6379/0"},
	} {
		n := seal("plain", in)
		if strings.Contains(n.Text, "hunter2x") || n.Kind != snapshot.String || n.Flags&snapshot.FlagPartSealed == 0 {
			t.Errorf("%q became %+v", in, n)
		}
		for _, k := range keep {
			if !strings.Contains(n.Text, k) {
				t.Errorf("%q became %q, without %q", in, n.Text, k)
			}
		}
	}
}

func TestOrdinaryTextsStayAsTheyAre(t *testing.T) {
	for _, in := range []string{
		"registry.example/shop/api:1.2.3", "http://auth:8080/token", "postgres://app@db:5432/shop", "level=info", "Reset your password: click here",
		"https://user:${PASSWORD}@h/", "password=$DB_PASSWORD", "sum(rate(http_requests_total{job=\"api\"}[5m])) by (token)", "arn:aws:iam::123456789012:role/secret-reader",
		"postgres://${module.db.user}:${module.db.password}@${module.db.host}/x", "jdbc:postgresql://${h}/d?user=${u}&password=${module.rds.database_password}",
		"needs.filter.outputs.aws-auth == 'true'", "sha512-knxG2q4UC3u8stRGyAVJCOdxFmv5DZiRcdlIaAQXAbSfpw==",
		"registry.example/team/web-token-ecr:60a1b2c3d4e5f6a7", "expr{secret_id=\"arn:aws:secretsmanager:eu-west-2:123456789012:secret:live-app-0a1b2c3d\"}",
		"secretKeyRef: {name: db, key: password}", "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "12:30", "token: {{ .Values.token }}",
	} {
		if n := seal("plain", in); n.Text != in {
			t.Errorf("%q became %q", in, n.Text)
		}
	}
}

func TestInExpressionsOnlyWhatIsQuotedIsAValue(t *testing.T) {
	for in, want := range map[string]string{
		"jsonencode({ password = random_password.db.result, user = local.user })": "",
		`jsonencode({ password = "hunter2x", user = local.user })`:                `", user = local.user })`,
		`"Host=${module.db.host};Password=hunter2x;Port=1"`:                       `;Port=1"`,
	} {
		r := snapshot.Resource{Root: snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{{Key: "plain", Kind: snapshot.Unknown, Text: in}}}}
		snapshot.NewSealer([]byte("k")).SealResource(&r)
		got := r.Root.Children[0].Text
		if want == "" && got != in || strings.Contains(got, "hunter2x") || !strings.HasSuffix(got, want) {
			t.Errorf("%q became %q", in, got)
		}
	}
}

func TestPairsAndNeighboursAreSeenTogether(t *testing.T) {
	s := snapshot.NewSealer([]byte("k"))
	list := func(key string, items ...snapshot.Node) snapshot.Node {
		return snapshot.Node{Key: key, Kind: snapshot.List, Children: items}
	}
	m := func(key string, items ...snapshot.Node) snapshot.Node {
		return snapshot.Node{Key: key, Kind: snapshot.Map, Children: items}
	}
	r := snapshot.Resource{Root: m("",
		list("args", str("", "--password"), str("", "hunter2x"), str("", "--verbose")),
		list("env", m("", str("name", "API_TOKEN"), str("value", "hunter2x")), m("", str("name", "HOST"), str("value", "db.prod"))),
		list("tokens", str("", "hunter2x"), str("", "github-token")),
		m("variable", m("db_password", str("default", "hunter2x")), m("host", str("default", "db.prod"))),
	)}
	s.SealResource(&r)
	get := func(path ...string) *snapshot.Node { return r.Root.Get(path...) }
	if get("args").Children[1].Kind != snapshot.Secret || get("args").Children[2].Kind != snapshot.String {
		t.Errorf("args: %+v", get("args"))
	}
	if get("env").Children[0].Child("value").Kind != snapshot.Secret || get("env").Children[1].Child("value").Text != "db.prod" {
		t.Errorf("env: %+v", get("env"))
	}
	if get("tokens").Children[0].Kind != snapshot.Secret || get("tokens").Children[1].Text != "github-token" {
		t.Errorf("tokens: %+v", get("tokens"))
	}
	if get("variable", "db_password", "default").Kind != snapshot.Secret || get("variable", "host", "default").Text != "db.prod" {
		t.Errorf("variable: %+v", get("variable"))
	}
	before := get("env").Children[0].Child("value").Text
	s.SealResource(&r)
	if get("env").Children[0].Child("value").Text != before {
		t.Error("sealing twice changed a fingerprint")
	}
}

func TestScrubTakesOutWhatWasSealed(t *testing.T) {
	s := snapshot.NewSealer([]byte("k"))
	s.Seal("a", "hunter2hunter2", 0)
	if got := s.Scrub(`401: token "hunter2hunter2" is not valid`); strings.Contains(got, "hunter2") || !strings.Contains(got, "401") {
		t.Errorf("%q", got)
	}
	s.Seal("b", "template", 0)
	if got := s.Scrub(`charts/templates/x.yaml: bad value "template"`); got != `charts/templates/x.yaml: bad value "[secret]"` {
		t.Errorf("%q", got)
	}
	for in, want := range map[string]string{
		"500: password=planted1": "500: password=[secret]",
		"a.yaml:1: x\nsecrets.yaml: cannot be read: permission denied": "a.yaml:1: x\nsecrets.yaml: cannot be read: permission denied",
		"Secret shop/db: forbidden to this identity":                   "Secret shop/db: forbidden to this identity",
		"dial postgres://app:planted1@db:5432: connection refused":     "dial postgres://app:[secret]@db:5432: connection refused",
	} {
		if got := s.Scrub(in); got != want {
			t.Errorf("%q became %q", in, got)
		}
	}
	if got := s.Scrub("no secrets here"); got != "no secrets here" {
		t.Errorf("%q", got)
	}
}

func FuzzSealText(f *testing.F) {
	for _, s := range []string{"password=\"x\\", "postgres://a:b@c", "-----BEGIN PRIVATE KEY-----", "eyJaaaaaaaa.eyJbbbbbbbb.c", "<token>x</token>", "a: b\n- c=d;e=f", "${A:-${B:-c}}"} {
		f.Add(s)
	}
	s := snapshot.NewSealer([]byte("k"))
	f.Fuzz(func(t *testing.T, text string) {
		once := s.SealText(text)
		if twice := s.SealText(once); twice != once {
			t.Errorf("%q became %q, then %q", text, once, twice)
		}
	})
}

func TestNamesThatOnlyTouchOnSecrets(t *testing.T) {
	for name, secret := range map[string]bool{
		"secret_permissions": false, "creation_token": false, "Access-Control-Allow-Credentials": false, "SSM_PARAM_JWT_TOKEN_PUBLIC_KEY": false,
		"client_token": true, "SSM_TOKEN": true, "encryptedkey": true, "SECRET_KEY": true,
	} {
		if snapshot.SensitiveName(name) != secret {
			t.Errorf("%s: want sensitive %v", name, secret)
		}
	}
}

func TestAnExpressionThatIsSealedStaysOpen(t *testing.T) {
	sealed := func(kind snapshot.Kind, text string) snapshot.Node {
		root := snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{{Key: "db_password", Kind: kind, Text: text}}}
		snapshot.NewSealer([]byte("k")).SealTree(&root, "")
		return root.Children[0]
	}
	if n := sealed(snapshot.Unknown, `format("Endpoint=%s;Key=hunter2", module.queue.host)`); n.Kind != snapshot.Secret || n.Flags&snapshot.FlagOpen == 0 {
		t.Errorf("an expression: %+v", n)
	}
	if n := sealed(snapshot.String, `${data.vault.secret["APP_PASSWORD_1"].value}`); n.Kind != snapshot.Secret || n.Flags&snapshot.FlagOpen == 0 {
		t.Errorf("an expression in a text: %+v", n)
	}
	if n := sealed(snapshot.String, "${PASSWORD:-hunter2}"); n.Kind != snapshot.Secret || n.Flags&snapshot.FlagOpen != 0 {
		t.Errorf("a reference with a default: %+v", n)
	}
	if n := sealed(snapshot.String, "hunter2"); n.Kind != snapshot.Secret || n.Flags&snapshot.FlagOpen != 0 {
		t.Errorf("a value: %+v", n)
	}
}
