package snapshot

import (
	"regexp"
	"slices"
	"strings"
)

// pulumiCipher matches the value that Pulumi writes below `secure` and for its salt: a version, then nonce and text, each in base64.
var pulumiCipher = regexp.MustCompile(`^v1(:v1|:[A-Za-z0-9+/]{8,}={0,2}){2,}$`)

// dotenvxCipher matches the value that dotenvx writes: a key, a nonce and the text in one piece of base64.
var dotenvxCipher = regexp.MustCompile(`^encrypted:[A-Za-z0-9+/]{40,}={0,2}$`)

// encrypted reports whether a text is the ciphertext of a secret in configuration: of SOPS and eyaml, Jasypt, EJSON, Ansible Vault, Spring Cloud
// Config, Vault's transit engine, Pulumi, dotenvx, age or PGP. Two different ciphertexts may contain the same secret. Equal ones were copied.
func encrypted(text string) bool {
	text = strings.TrimSpace(text)
	if len(text) < 8 {
		return false
	}
	for _, c := range [...]struct{ begin, end string }{
		{"ENC[", "]"},
		{"ENC(", ")"},
		{"EJ[", "]"},
		{"$ANSIBLE_VAULT;", ""},
		{"{cipher}", ""},
		{"vault:v1:", ""},
		{"-----BEGIN AGE ENCRYPTED FILE-----", ""},
		{"-----BEGIN PGP MESSAGE-----", ""},
	} {
		if len(text) > len(c.begin)+4 && strings.HasPrefix(text, c.begin) && strings.HasSuffix(text, c.end) {
			return !strings.ContainsRune(text, ' ') || c.end == ""
		}
	}
	return pulumiCipher.MatchString(text) || dotenvxCipher.MatchString(text)
}

// withoutNotes removes from a SOPS document what SOPS writes at every save: checksum, time, version, the wrapped data keys. The list of keys
// stays, because a production file that staging's key opens is a difference.
func withoutNotes(root *Node) {
	if root.Kind != Map {
		return
	}
	root.Children = slices.DeleteFunc(root.Children, func(c Node) bool { // dotenv has no nesting
		return strings.HasPrefix(c.Key, "sops_") && c.Scalar() && (note(c.Key[len("sops_"):]) || strings.HasSuffix(c.Key, "_enc") || strings.HasSuffix(c.Key, "_created_at"))
	})
	sops := root.Child("sops")
	if sops == nil || sops.Child("mac") == nil {
		return
	}
	var drop func(n *Node)
	drop = func(n *Node) {
		n.Children = slices.DeleteFunc(n.Children, func(c Node) bool {
			return n.Kind == Map && (note(c.Key) || c.Kind == List && len(c.Children) == 0) // an empty list of keys is none
		})
		for i := range n.Children {
			drop(&n.Children[i])
		}
	}
	drop(sops)
}

func note(key string) bool {
	switch key {
	case "mac", "lastmodified", "version", "enc", "created_at":
		return true
	}
	return false
}
