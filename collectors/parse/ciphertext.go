package parse

import (
	"bytes"
	"encoding/json"
)

// ciphers lists how the encrypted files of common programs begin.
func ciphers() []struct{ begin, by string } {
	return []struct{ begin, by string }{
		{"\x00GITCRYPT", "git-crypt"},
		{"age-encryption.org/", "age"},
		{"-----BEGIN AGE ENCRYPTED FILE-----", "age"},
		{"$ANSIBLE_VAULT;", "ansible-vault"},
		{"-----BEGIN PGP MESSAGE-----", "PGP"},
		{"Salted__", "OpenSSL"},
		{"U2FsdGVkX1", "OpenSSL or transcrypt"}, // "Salted__" in base64
	}
}

// Encrypted returns which program encrypted a whole file, by the form of its text; "" if it is none of a known form. A file of which single
// values are encrypted is not meant.
func Encrypted(src []byte) string {
	text := bytes.TrimLeft(bytes.TrimPrefix(src, []byte("\xef\xbb\xbf")), " \t\r\n")
	for _, c := range ciphers() {
		if bytes.HasPrefix(text, []byte(c.begin)) {
			return c.by
		}
	}
	if sopsBinary(text) {
		return "SOPS"
	}
	return ""
}

// sopsBinary reports whether a text is what SOPS writes for a file of a format that it does not know: an object of one ciphertext and its notes.
func sopsBinary(text []byte) bool {
	if !bytes.HasPrefix(text, []byte("{")) || !bytes.Contains(text[:min(len(text), 200)], []byte(`"ENC[`)) {
		return false
	}
	var file map[string]json.RawMessage
	if json.Unmarshal(text, &file) != nil || len(file) != 2 {
		return false
	}
	_, noted := file["sops"]
	return noted && bytes.HasPrefix(file["data"], []byte(`"ENC[`))
}

// leastCipher is the fewest characters of base64 that are a ciphertext. A shorter line may be a word.
const leastCipher = 64

// onlyBase64 reports whether a text is nothing but base64, in lines of one length. In a format of names and values no line of it is one.
func onlyBase64(src []byte) bool {
	lines := bytes.Split(bytes.TrimRight(src, "\r\n"), []byte("\n"))
	first, all := len(bytes.TrimRight(lines[0], "\r")), 0
	for i, line := range lines {
		line = bytes.TrimRight(line, "\r")
		all += len(line)
		last := i == len(lines)-1
		if last {
			line = bytes.TrimRight(line, "=")
		}
		if len(line) > first || len(line) < first && !last || !base64Letters(line) {
			return false
		}
	}
	return first >= leastCipher && all%4 == 0
}

func base64Letters(line []byte) bool {
	for _, c := range line {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '+' && c != '/' {
			return false
		}
	}
	return len(line) > 0
}

// ciphertext says that a file of format f is encrypted, "" if it is not.
func ciphertext(f Format, src []byte) string {
	if by := Encrypted(src); by != "" {
		return "encrypted by " + by + ", not read"
	}
	_, dialect := f.dialect()
	if (f == FormatEnv || dialect || f == FormatProp || f == FormatINI) && onlyBase64(src) {
		return "nothing but base64, which may be encrypted; not read"
	}
	return ""
}
