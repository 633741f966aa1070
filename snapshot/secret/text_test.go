package secret_test

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/snapshot/secret"
)

// TestSecretsAreReplacedInTheSyntaxOfTheirText holds texts with a secret at P. What stands beside it stays.
func TestSecretsAreReplacedInTheSyntaxOfTheirText(t *testing.T) {
	for name, text := range map[string]string{
		"a folded block of YAML":                             "db:\n  password: >-\n    P\n  keep: me\n",
		"a literal block of YAML":                            "db:\n  token: |\n    P\n  keep: me\n",
		"a block of several lines":                           "db:\n  token: |\n    first\n    P\n\n    P\n  keep: me\n",
		"a block that says how it ends and how far it is in": "token: |2+\n    P\nkeep: me\n",
		"a block with a comment behind its mark":             "token: | # from the vault\n  P\nkeep: me\n",
		"a block with a tag":                                 "token: !!str |\n  P\nkeep: me\n",
		"a block with an anchor":                             "token: &t >\n  P\nkeep: me\n",
		"a value on the line behind its key":                 "api_key:\n  P\nkeep: me\n",
		"a value in quotes on the line behind its key":       "api_key:\n  \"P\"\nkeep: me\n",
		"a plain value that goes on":                         "password: abc\n  P\nkeep: me\n",
		"a value in quotes that goes on":                     "password: \"abc\n  P\"\nkeep: me\n",
		"a block below a name of secrets":                    "passwords:\n  bob: |\n    P\nkeep: me\n",
		"a block in a list of secrets":                       "passwords:\n  - >-\n    P\nkeep: me\n",
		"a block in a list that is not indented":             "passwords:\n- |\n  P\nkeep: me\n",
		"a list in brackets":                                 "passwords: [P, 'P', \"P\"]\nkeep: me\n",
		"a list in brackets over several lines":              "tokens: [\n  P,\n  P\n]\nkeep: me\n",
		"a list of TOML":                                     "[auth]\ntokens = [\"P\", \"P\"]\nkeep = \"me\"\n",
		"a block beside its name":                            "env:\n- name: API_TOKEN\n  value: >-\n    P\n- name: MODE\n  value: keep me\n",
		"a block before its name":                            "env:\n- value: |\n    P\n  name: API_TOKEN\n- name: MODE\n  value: keep me\n",
		"a line of Redis":                                    "port 6379\nrequirepass P\nkeep me\n",
		"another line of Redis":                              "masterauth P\nkeep me\n",
		"a user of Redis":                                    "user default on >P ~* +@all\nkeep me\n",
		"a line of a configuration":                          "host db\n    password P\nkeep me\n",
		"a line with a semicolon":                            "server {\n  set $api_token P;\n  keep me;\n}\n",
		"a line with quotes":                                 "set $api_token \"P\";\nkeep me;\n",
		"a header that a proxy sets":                         "proxy_set_header X-Api-Token P;\nkeep me;\n",
		"a parameter of FastCGI":                             "fastcgi_param DB_PASSWORD P;\nkeep me;\n",
		"a name in capital letters":                          "[OUTPUT]\n    HTTP_Passwd P\n    keep me\n",
		"a line alone":                                       "password P",
		"a role of PostgreSQL":                               "CREATE ROLE y LOGIN PASSWORD 'P'; -- keep me",
		"a role of PostgreSQL, encrypted":                    "ALTER ROLE y WITH ENCRYPTED PASSWORD 'P' VALID UNTIL 'infinity'; -- keep me",
		"a user of MySQL":                                    "CREATE USER 'x'@'%' IDENTIFIED BY 'P'; -- keep me",
		"a user of MariaDB with a plugin":                    "ALTER USER x IDENTIFIED WITH mysql_native_password AS 'P'; -- keep me",
		"a user of Oracle":                                   "create user x identified by \"P\"; -- keep me",
		"a password of SQL Server":                           "CREATE LOGIN x WITH PASSWORD = 'P'; -- keep me",
		"a constant of PHP":                                  "<?php define('DB_PASSWORD', 'P'); // keep me",
		"an element of an array of PHP":                      "$db['password'] = 'P'; // keep me",
		"an element that is an index in two arrays":          "$db[\"prod\"][\"api_token\"] = \"P\"; // keep me",
		"an array of PHP":                                    "['password' => 'P', 'note' => 'keep me']",
		"a call of a function that sets":                     "os.putenv('API_TOKEN', 'P') # keep me",
		"a call of any function":                             "env('API_TOKEN', 'P') # keep me",
		"a call of a setter":                                 "System.setProperty(\"db.password\", \"P\"); // keep me",
		"a header with a scheme of its own":                  "curl -H \"Authorization: token P\" keep me",
		"a header without a scheme":                          "Authorization: P\nkeep: me\n",
		"a header with a scheme nobody knows":                "Authorization: ApiKey P\nkeep: me\n",
		"a user and its password":                            "stats auth admin:P\nkeep me\n",
		"a password that looks random, behind any word":      "vault login Zq7k009vR4mT9xBprod # keep me",
		"a row of SQL":                                       "INSERT INTO users (name, password, note) VALUES ('a', 'P', 'keep me'), ('b', 'P', 'keep me');",
		"a row of SQL with a call":                           "insert into `users`(at,`password`) values (now(), \"P\"); -- keep me",
		"a password that SQL sets":                           "SET PASSWORD FOR u = PASSWORD('P'); -- keep me",
		"a password that SQL sets without a call":            "SET PASSWORD FOR 'u'@'%' = 'P'; -- keep me",
		"an object of JavaScript":                            "{db:{password:'P',note:'keep me'}}",
		"a secure string of PowerShell":                      "$x = ConvertTo-SecureString \"P\" -AsPlainText -Force # keep me",
		"a here document of HCL":                             "password = <<EOT\nP\nEOT\nnote = \"keep me\"\n",
		"an indented here document of HCL":                   "  api_token = <<-EOT\n    P\n  EOT\n  note = \"keep me\"\n",
		"a table with commas":                                "user,password,note\na,P,keep me\nb,\"P\",keep me\n",
		"a table with semicolons":                            "user;password;note\na;P;keep me\n",
		"a CDATA of XML":                                     "<db><password><![CDATA[P]]></password><note>keep me</note></db>",
		"a CDATA of a property":                              "<p name=\"db.password\"><![CDATA[P]]></p><note>keep me</note>",
		"a tuple of Erlang":                                  "[{password, \"P\"}, {note, \"keep me\"}].",
		"a tuple of Elixir":                                  "[{:password, \"P\"}, {:note, \"keep me\"}]",
		"an escaped letter in a name":                        "p\\u0061ssword=P\nnote=keep me\n",
		"a name and a value in lines of their own":           "password\nP\nnote: keep me\n",
		"a URL in a URL":                                     "to=https%3A%2F%2Fu%3AP%40h&note=keep me",
		"a query in a query":                                 "to=x%3Fpassword%3DP%26y&note=keep me",
		"a line of a router":                                 "username a privilege 15 password 7 P\nkeep me\n",
		"a connection of sqlplus":                            "sqlplus u/P@h # keep me",
		"a cookie":                                           "session=Zq7k009vR4mT9xB; path=/; note=keep me",
		"a name in German":                                   "passwort=P\nnote=keep me\n",
		"an expression in a URL":                             "https://u:${coalesce(var.u, \"P\")}@h keep me",
		"an expression behind a flag":                        "mysql --password=${var.u == \"\" ? \"P\" : \"x\"} # keep me",
		"a pepper":                                           "PEPPER=P\nnote=keep me\n",
		"the message of a variable that is needed":           "a=${NOPE:?password P}\nnote=keep me\n",
		"a password that looks random, in a script":          "set -e\nlogin-to-it now Zq7k009vR4mT9xBprod\nkeep me\n",
	} {
		t.Run(name, func(t *testing.T) {
			text = replaceWords(text)
			got, _ := secret.Replace(text, secret.Config, func(string) string { return "hmac:0" })
			if strings.Contains(got, planted) || strings.Contains(got, "Zq7k") || !strings.Contains(strings.NewReplacer(": ", " ", " = ", " ", "' => '", " ", "\"", "").Replace(got), "keep me") && strings.Contains(text, "keep") {
				t.Errorf("%q became %q", text, got)
			}
			again, _ := secret.Replace(got, secret.Config, func(string) string { return "again" })
			if strings.Contains(again, "again") {
				t.Errorf("what is sealed was sealed again: %q became %q", got, again)
			}
		})
	}
}

// replaceWords puts the planted secret in the place of each P that is no part of a word.
func replaceWords(text string) string {
	var out strings.Builder
	for i := range len(text) {
		letter := func(k int) bool {
			return k >= 0 && k < len(text) && (text[k]|0x20 >= 'a' && text[k]|0x20 <= 'z' || text[k] == '_')
		}
		if text[i] == 'P' && !letter(i-1) && !letter(i+1) {
			out.WriteString(planted)
			continue
		}
		out.WriteByte(text[i])
	}
	return out.String()
}

// TestTextsWithoutSecretsStay holds texts in the same syntax that hold no secret.
func TestTextsWithoutSecretsStay(t *testing.T) {
	for name, text := range map[string]string{
		"a map below a key":               "password:\n  min_length: 12\n  policy: strict\n",
		"a row of SQL without secrets":    "INSERT INTO users (name, note) VALUES ('hunter2x9', 'Zq7'), ('b', 'c');",
		"a table without secrets":         "user,note\nhunter2x9,b\n",
		"a table of names of secrets":     "user,password\na,${DB_PASSWORD}\n",
		"a sentence with a number":        "use token 2 of them here",
		"a pair of any words":             "{name, \"hunter2x9\"}",
		"a session without a secret":      "session=cookie-store; path=/",
		"a reference in a URL":            "https://u:${var.password}@h",
		"salt rounds":                     "SALT_ROUNDS=10",
		"a title over a line":             "Password\nRequirements\n",
		"a here document of another name": "script = <<EOT\necho hello world 12\nEOT\n",
		"escaped letters":                 "title=caf\\u0065 du nord\n",
		"a list of maps below a key":      "tokens:\n- name: ci\n  ttl: 15m\n",
		"a reference in a block":          "password: >-\n  ${DB_PASSWORD}\nx: 1\n",
		"words in brackets":               "tokens: [read, write]\n",
		"a block of another name":         "script: |\n  echo hello world 12\nx: 1\n",
		"words behind a name":             "password required\ntoken expires soon\n",
		"a reference behind a name":       "requirepass ${REDIS_PASSWORD}\nport 6379\n",
		"a path behind a name":            "password_file /run/secrets/db2\npassword /run/secrets/db2\n",
		"an address behind a name":        "proxy_pass http://backend2:8080;\n",
		"a sentence":                      "The password is checked by version 2 of the service, and the token lives 15m.",
		"a type behind a name":            "ALTER TABLE u ADD COLUMN password varchar(255), ADD COLUMN token uuid;",
		"two names in brackets":           "valid values are ('Secret', 'ConfigMap').",
		"a call that looks for one":       "{{ lookup('aws_secret', 'shop/clickhouse_url') }}",
		"a call that names no secret":     "define('DB_HOST', 'db1.example.com');",
		"a switch of authorization":       "security:\n  authorization: enabled\n",
		"a host and a port behind auth":   "auth localhost:8080\n",
		"a digest":                        "image registry.example/app@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n",
		"the name of a class":             "loader com.acme.orders.Oauth2TokenProviderFactoryBean now\n",
		"a certificate":                   "ca: |\n  -----BEGIN CERTIFICATE-----\n  MIIBszCCAVmgAwIBAgIUQ2x5Zm9yZGVyczEyMzQ1Njc4\n  OTAwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJc2hvcC1jYTAeFw0y\n  -----END CERTIFICATE-----\n",
		"flags of the Java machine":       "-Xmx512m -XX:+UseG1GC -XX:MaxGCPauseMillis=200 -Dspring.profiles.active=prod",
		"a line of nginx with variables":  "log_format main '$remote_addr - $remote_user [$time_local] \"$request\"';\n",
	} {
		if got, changed := secret.Replace(text, secret.Config, func(string) string { return "[x]" }); changed {
			t.Errorf("%s: %q became %q", name, text, got)
		}
	}
}

func TestTheMessageOfAnUndefinedVariableShowsNoSecret(t *testing.T) {
	got, changed := secret.Replace("${NOPE:?password "+planted+"}", secret.Expression, func(string) string { return "hmac:0" })
	if !changed || got != "${NOPE:?password hmac:0}" {
		t.Error(got)
	}
	if got, changed := secret.Replace("${NOPE:?set NOPE to a host in region 2}", secret.Expression, func(string) string { return "hmac:0" }); changed {
		t.Error(got)
	}
}
