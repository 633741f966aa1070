package parse_test

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/parse"
)

func TestEncryptedFilesAreReportedOnceAndNotLineByLine(t *testing.T) {
	blob := strings.Repeat("hQEMA9Zq0x+c5bTzAQf7BvQm1aPdNnJ5", 2)
	for name, c := range map[string]struct {
		format     parse.Format
		text, want string
	}{
		"git-crypt":                {parse.FormatEnv, "\x00GITCRYPT\x00\xb7\xff\n\xfe", "encrypted by git-crypt"},
		"transcrypt":               {parse.FormatEnv, "U2FsdGVkX1+Vj4jGkOwy3Ta5J1\nDq8gW0PjvCBYbQ==\n", "encrypted by OpenSSL or transcrypt"},
		"OpenSSL":                  {parse.FormatEnv, "Salted__\x12\xf3\x00\xff", "encrypted by OpenSSL"},
		"ansible-vault":            {parse.FormatYAML, "$ANSIBLE_VAULT;1.1;AES256\n6638643\n3961383\n", "encrypted by ansible-vault"},
		"age":                      {parse.FormatEnv, "age-encryption.org/v1\n-> X25519 abc\n\x00\x01", "encrypted by age"},
		"age in letters":           {parse.FormatTOML, "\ufeff-----BEGIN AGE ENCRYPTED FILE-----\nYWdlLWVuY3J5cHRpb24\n-----END AGE ENCRYPTED FILE-----\n", "encrypted by age"},
		"PGP":                      {parse.FormatProp, "-----BEGIN PGP MESSAGE-----\n\nhQEMA9\n-----END PGP MESSAGE-----\n", "encrypted by PGP"},
		"SOPS, a whole file":       {parse.FormatEnv, "{\n\t\"data\": \"ENC[AES256_GCM,data:aa,iv:bb,tag:cc,type:str]\",\n\t\"sops\": {\"version\": \"3.9.0\"}\n}\n", "encrypted by SOPS"},
		"base64 in place of names": {parse.FormatEnv, blob + "\n" + blob + "\nAQf7BQ==\n", "nothing but base64"},
	} {
		res := parse.Text(c.format, []byte(c.text))
		if len(res.Docs) != 0 || len(res.Problems) != 1 || !res.Lost() || res.Problems[0].Line != 0 || !strings.HasPrefix(res.Problems[0].Text, c.want) {
			t.Errorf("%s: %+v", name, res)
		}
	}
}

func TestFilesWithEncryptedValuesAreRead(t *testing.T) {
	for name, text := range map[string]string{
		"a value of SOPS":                    "A=1\nB=ENC[AES256_GCM,data:aa,iv:bb,tag:cc,type:str]\nsops_version=3.9.0\n",
		"a value that OpenSSL made":          "A=U2FsdGVkX1+Vj4jGkOwy3Ta5J1\n",
		"a long word that is no ciphertext":  "A=1\n" + strings.Repeat("a", 70) + "=1\n",
		"a name in capitals, longer than 64": strings.Repeat("A", 70) + "=\n",
	} {
		if res := parse.Text(parse.FormatEnv, []byte(text)); res.Lost() || len(res.Docs) != 1 {
			t.Errorf("%s: %+v", name, res)
		}
	}
}
