package cli

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// plant makes secrets of many kinds. Each is random and put together here, so that no scanner takes this file for a leak.
type plant struct {
	random *rand.Rand
	secret []string // what must be readable nowhere
	where  map[string]string
}

func (p *plant) text(n int, alphabet string) string {
	var b strings.Builder
	for range n {
		b.WriteByte(alphabet[p.random.IntN(len(alphabet))])
	}
	return b.String()
}

const (
	hexDigits = "0123456789abcdef"
	upper     = "ABCDEFGHJKLMNPQRSTUVWXYZ234567"
	letters   = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
)

// hidden returns a fresh random text that must be readable nowhere.
func (p *plant) hidden(n int, alphabet string) string {
	s := p.text(n-2, alphabet) + "7f"
	if alphabet == upper {
		s = p.text(n-2, alphabet) + "7Q"
	}
	p.secret = append(p.secret, s)
	return s
}

// kind is a kind of secret: a name that it has, and a value with it in it.
type kind struct {
	name, what string
	value      func(p *plant) string
}

func plain(n int) func(*plant) string {
	return func(p *plant) string { return p.hidden(n, letters) }
}

// with puts a secret of n letters and digits for every § of a text.
func with(n int, text string) func(*plant) string {
	return func(p *plant) string {
		for strings.Contains(text, "§") {
			return strings.Replace(text, "§", p.hidden(n, letters), 1)
		}
		return text
	}
}

func encoded(of func(*plant) string) func(*plant) string {
	return func(p *plant) string {
		e := base64.StdEncoding.EncodeToString([]byte(of(p)))
		p.secret = append(p.secret, e)
		return e
	}
}

func kinds() []kind {
	pem := func(p *plant) string {
		return "-----BEGIN RSA PRIVATE " + "KEY-----\nMII" + p.hidden(60, letters) + "\n-----END RSA PRIVATE " + "KEY-----\n"
	}
	return []kind{
		{"DB_PASSWORD", "a password", plain(12)},
		{"API_TOKEN", "a token", plain(20)},
		{"clientSecret", "a client's secret", plain(16)},
		{"MAGIC", "random under no telling name", plain(28)},
		{"PEPPER", "hexadecimal under no telling name", func(p *plant) string { return p.hidden(32, hexDigits) }},
		{"TOKEN_PATH", "random under a harmless name", plain(30)},
		{"DATABASE_URL", "a URL's password", with(14, "postgres://app:§@db.example:5432/shop?sslmode=require")},
		{"REPOSITORY", "a URL's user", with(30, "https://§@git.example/a/b.git")},
		{"CONTAINER", "a shared access signature", with(43, "https://acct.blob.core.windows.net/c?sv=2022-11-02&sig=§%3D")},
		{"ALERTS", "a webhook of Slack", with(24, "https://hooks.slack"+".com/services/T02ABCDEF/B03ABCDEF/§")},
		{"NOTIFY", "a webhook of Discord", with(60, "https://discord.com/api/webhooks/112233445566778899/§")},
		{"SCM", "a token of GitHub", func(p *plant) string { return "ghp" + "_" + p.hidden(36, letters) }},
		{"ACCOUNT", "an access key of AWS", func(p *plant) string { return "AK" + "IA" + p.hidden(16, upper) }},
		{"PAYMENTS", "a key of Stripe", func(p *plant) string { return "sk" + "_live_" + p.hidden(24, letters) }},
		{"CHAT", "a token of Slack", func(p *plant) string { return "xo" + "xb-123456789012-" + p.hidden(24, letters) }},
		{"IDENTITY", "a JSON web token", func(p *plant) string {
			return "eyJ" + "hbGciOiJIUzI1NiJ9.eyJ" + "zdWIiOiIxMjM0In0." + p.hidden(43, letters)
		}},
		{"SERVER_PEM", "a private key", pem},
		{"SIGNER", "a private key of PGP", func(p *plant) string {
			return "-----BEGIN PGP PRIVATE " + "KEY BLOCK-----\n\nlQOYB" + p.hidden(60, letters) + "\n-----END PGP PRIVATE " + "KEY BLOCK-----\n"
		}},
		{"PPK", "a private key of PuTTY", with(60, "PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nPrivate-Lines: 1\n§\n")},
		{"client-key-data", "a private key in base64", encoded(pem)},
		{"DOCKER", "credentials of a registry", func(p *plant) string {
			return `{"auths":{"registry.example":{"auth":"` + encoded(with(12, "app:§"))(p) + `"}}}`
		}},
		{"NPMRC", ".npmrc", with(36, "//registry.npmjs.org/:_authToken=§")},
		{"NETRC", ".netrc", with(12, "machine git.example login app password §")},
		{"DSN", "Go's MySQL driver", with(12, "app:§@tcp(db.example:3306)/shop?parseTime=true")},
		{"ORACLE", "Oracle", with(12, "app/§@db.example:1521/ORCL")},
		{"ADO", "ADO.NET", with(12, "Server=db.example;Database=shop;User Id=app;Password=§;Encrypt=true")},
		{"JDBC", "JDBC", with(12, "jdbc:postgresql://db.example/shop?user=app&password=§")},
		{"MONGO", "MongoDB", with(12, "mongodb+srv://app:§@c0.example.net/shop")},
		{"BACKUP", "mysqldump -p", with(12, "mysqldump -uroot -p§ -h db.example shop")},
		{"PROBE", "curl -u", with(12, "curl -s -u app:§ https://h.example/x")},
		{"START", "a long flag", with(12, "server --admin-password § --verbose")},
		{"ENVIRONMENT", "a pair in JSON", with(12, `{"env":[{"value":"§","name":"API_TOKEN"},{"name":"LEVEL","value":"info"}]}`)},
		{"NESTED", "JSON in JSON", with(12, `{"body":"{\"password\":\"§\"}"}`)},
		{"USERS", ".htpasswd", with(31, "admin:$apr1$abcd1234$§")},
		{"HEADERS", "a header", with(24, "Authorization: Bearer §")},
		{"STORAGE", "Azure storage", with(60, "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=§==;EndpointSuffix=core.windows.net")},
		{"INLINE", "YAML in a text", with(12, "db:\n  passwords:\n    app: §\nlevel: info\n")},
		{"JAAS", "JAAS", with(12, `org.apache.kafka.common.security.plain.PlainLoginModule required username="app" password="§";`)},
	}
}

// pairs is one secret of every kind, each in a variable of its own.
func (p *plant) pairs(carrier string) [][2]string {
	var out [][2]string
	for _, k := range kinds() {
		from := len(p.secret)
		out = append(out, [2]string{k.name, k.value(p)})
		for _, s := range p.secret[from:] {
			p.where[s] = k.what + " in " + carrier
		}
	}
	return out
}

func inQuotes(s string) string {
	b, _ := json.Marshal(s)
	return strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(b))
}

func lines(pairs [][2]string, line func(name, value string) string) string {
	var b strings.Builder
	for _, p := range pairs {
		b.WriteString(line(p[0], p[1]))
	}
	return b.String()
}

// carriers are the files of one environment, each with a secret of every kind.
func (p *plant) carriers(env string) map[string]string {
	oneLine := func(v string) string { return strings.ReplaceAll(v, "\n", `\n`) }
	yaml := func(indent, sep string) func(n, v string) string {
		return func(n, v string) string { return indent + inQuotes(n) + sep + " " + inQuotes(v) + "\n" }
	}
	list := func(n, v string) string { return "            - {name: " + n + ", value: " + inQuotes(v) + "}\n" }
	reversed := func(n, v string) string { return "            - {value: " + inQuotes(v) + ", name: " + n + "}\n" }
	deployment := func(name, env, args, notes string) string {
		return "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: " + name + "\n  annotations:\n    a: b\n" + notes +
			"spec:\n  selector: {matchLabels: {app: a}}\n  template:\n    metadata: {labels: {app: a}}\n    spec:\n      containers:\n        - name: main\n          image: shop/api:1\n" +
			"          args:\n            - serve\n" + args + "          env:\n            - {name: LEVEL, value: info}\n" + env + "---\n"
	}
	var resources []string
	for _, v := range p.pairs("a state") {
		resources = append(resources, fmt.Sprintf(`{"mode":"managed","type":"aws_ssm_parameter","name":%s,"provider":"provider[\"registry.terraform.io/hashicorp/aws\"]","instances":[{"schema_version":0,"attributes":{"name":%s,"value":%s}}]}`,
			inQuotes(strings.ReplaceAll(v[0], "-", "_")), inQuotes(v[0]), inQuotes(v[1])))
	}
	hcl := func(n, v string) string {
		return strings.ReplaceAll(n, "-", "_") + " = " + strings.NewReplacer("${", "$${", "%{", "%%{").Replace(inQuotes(v)) + "\n"
	}
	return map[string]string{
		"k8s/env.yaml": deployment("env", lines(p.pairs("variables"), list), "", "") + deployment("reversed", lines(p.pairs("variables, value first"), reversed), "", "") +
			deployment("args", "", lines(p.pairs("arguments"), func(n, v string) string { return "            - " + inQuotes("--"+n+"="+v) + "\n" }), "") +
			deployment("parted", "", lines(p.pairs("arguments in two"), func(n, v string) string { return "            - --" + n + "\n            - " + inQuotes(v) + "\n" }), "") +
			deployment("annotated", "", "", lines(p.pairs("annotations"), yaml("    ", ":"))),
		"k8s/config.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: flat}\ndata:\n" + lines(p.pairs("a ConfigMap"), yaml("  ", ":")) +
			"---\napiVersion: v1\nkind: Secret\nmetadata: {name: flat}\nstringData:\n" + lines(p.pairs("a Secret"), yaml("  ", ":")) +
			"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: files}\ndata:\n  app.yaml: |\n" + lines(p.pairs("YAML in a ConfigMap"), yaml("    ", ":")) +
			"  app.properties: |\n" + lines(p.pairs("properties in a ConfigMap"), func(n, v string) string { return "    " + n + "=" + oneLine(v) + "\n" }) +
			"  app.json: " + inQuotes("{"+strings.TrimSuffix(lines(p.pairs("JSON in a ConfigMap"), func(n, v string) string { return inQuotes(n) + ":" + inQuotes(v) + "," }), ",")+"}") + "\n",
		"service.env": lines(p.pairs("dotenv"), func(n, v string) string { return strings.ReplaceAll(n, "-", "_") + "='" + v + "'\n" }),
		"compose.yaml": "services:\n  api:\n    image: shop/api:1\n    environment:\n" + lines(p.pairs("compose"), func(n, v string) string {
			return "      " + n + ": " + strings.ReplaceAll(inQuotes(v), "$", "$$") + "\n"
		}),
		"files/a.yaml":       "app:\n" + lines(p.pairs("YAML"), yaml("  ", ":")) + "passwords:\n  here:\n" + lines(p.pairs("YAML below passwords"), yaml("    ", ":")),
		"files/b.json":       "{" + strings.TrimSuffix(lines(p.pairs("JSON"), func(n, v string) string { return inQuotes(n) + ": " + inQuotes(v) + ",\n" }), ",\n") + "}",
		"files/c.toml":       "[app]\n" + lines(p.pairs("TOML"), func(n, v string) string { return n + " = " + inQuotes(v) + "\n" }),
		"files/d.ini":        "[app]\n" + lines(p.pairs("INI"), func(n, v string) string { return n + " = " + oneLine(v) + "\n" }),
		"files/e.properties": lines(p.pairs("properties"), func(n, v string) string { return "app." + n + "=" + strings.ReplaceAll(oneLine(v), `\"`, `\\"`) + "\n" }),
		"files/f.hcl":        "app {\n" + lines(p.pairs("HCL"), hcl) + "}\n",
		"files/g.tfvars":     lines(p.pairs("tfvars"), hcl),
		"state.tfstate":      `{"version":4,"terraform_version":"1.9.0","serial":1,"lineage":"x","outputs":{},"resources":[` + strings.Join(resources, ",") + `]}`,
	}
}

const manyKindsConfig = `project = "planted"

environment "one" {}
environment "two" { reference = true }

collect "kubernetes" { path = "${env.name}/k8s/*.yaml" }
collect "terraform" { state = "${env.name}/state.tfstate" }
collect "envvars" { file = "${env.name}/service.env" }
collect "envvars" {
  as      = "compose"
  compose = "${env.name}/compose.yaml"
}
collect "files" { path = "${env.name}/files/*" }
`

// TestNoPlantedSecretIsReadable plants secrets of many kinds into every carrier of two environments, runs every command and opens every
// screen, and looks for them in whatever comes out.
func TestNoPlantedSecretIsReadable(t *testing.T) {
	dir := t.TempDir()
	p := &plant{random: rand.New(rand.NewPCG(1, 2)), where: map[string]string{}}
	for _, env := range []string{"one", "two"} {
		for name, text := range p.carriers(env) {
			path := filepath.Join(dir, env, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "envparity.hcl"), []byte(manyKindsConfig), 0o600); err != nil {
		t.Fatal(err)
	}
	if len(kinds()) < 25 || len(p.secret) < 400 {
		t.Fatalf("%d secrets of %d kinds, want 400 of 25", len(p.secret), len(kinds()))
	}
	t.Logf("%d secrets of %d kinds", len(p.secret), len(kinds()))
	found := map[string]string{}
	said := 0
	everywhere(t, dir, func(what, text string) {
		said += len(text)
		for _, s := range p.secret {
			if _, ok := found[s]; !ok && strings.Contains(text, s) {
				found[s] = what
			}
		}
	})
	if said < 100_000 {
		t.Errorf("only %d bytes came out: not everything was read", said)
	}
	count := map[string]int{}
	for s, what := range found {
		count[p.where[s]+", first in "+what]++
	}
	for where, n := range count {
		t.Errorf("%d readable: %s", n, where)
	}
}
