package snapshot

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

// Sealer turns sensitive values into keyed fingerprints (HMAC-SHA-256, truncated to 128 bits), so that equality
// across environments can be told and nothing else can. It is safe for concurrent use.
type Sealer struct{ key []byte }

// NewSealer returns a Sealer for key. Snapshots are comparable when they were sealed with one key.
func NewSealer(key []byte) *Sealer { return &Sealer{key: append([]byte(nil), key...)} }

// Fingerprint returns "hmac:" and 32 hexadecimal digits for value.
func (s *Sealer) Fingerprint(value string) string {
	m := hmac.New(sha256.New, s.key)
	m.Write([]byte(value))
	return "hmac:" + hex.EncodeToString(m.Sum(nil)[:16])
}

// ID names the key without telling it: secrets of two snapshots can be held against each other when their IDs are equal.
func (s *Sealer) ID() string {
	return s.Fingerprint("envparity: which key is this")[len("hmac:"):][:16]
}

// Seal returns a Secret node for value at key and line, with the flags that tell an empty or placeholder value.
func (s *Sealer) Seal(key, value string, line int32) Node {
	n := Node{Key: key, Kind: Secret, Line: line, Flags: FlagSensitive, Text: s.Fingerprint(value)}
	if value == "" {
		n.Flags |= FlagEmpty
	} else if Placeholder(value) {
		n.Flags |= FlagPlaceholder
	}
	return n
}
