package snapshot

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"sync"

	"github.com/envparity/envparity/snapshot/secret"
)

// Sealer turns sensitive values into keyed fingerprints (HMAC-SHA-256, truncated to 128 bits), which show only whether two values are equal. It
// keeps the sealed values in memory, so that Scrub can remove them from error texts. It is safe for concurrent use.
type Sealer struct {
	key   []byte
	words func(name, value string) string // nil: no words are kept

	mu     sync.RWMutex
	sealed map[string]string // value → fingerprint
	bytes  int               // held in sealed
}

// NewSealer returns a Sealer for key. Snapshots are comparable if they were sealed with the same key.
func NewSealer(key []byte) *Sealer {
	return &Sealer{key: append([]byte(nil), key...), sealed: map[string]string{}}
}

// Fingerprint returns "hmac:" and 32 hexadecimal digits for value.
func (s *Sealer) Fingerprint(value string) string {
	s.mu.RLock()
	fp, ok := s.sealed[value]
	s.mu.RUnlock()
	if ok {
		return fp
	}
	m := hmac.New(sha256.New, s.key)
	m.Write([]byte(value))
	fp = "hmac:" + hex.EncodeToString(m.Sum(nil)[:16])
	s.remember(value, fp)
	return fp
}

// ID identifies the key without revealing it. Secrets of two snapshots can be compared if their IDs are equal.
func (s *Sealer) ID() string {
	return s.Fingerprint("envparity: which key is this")[len("hmac:"):][:16]
}

// Seal returns a Secret node for value at key and line. Flags mark an empty or placeholder value.
func (s *Sealer) Seal(key, value string, line int32) Node {
	n := Node{Key: key, Kind: Secret, Line: line, Flags: FlagSensitive, Text: s.Fingerprint(value)}
	if value == "" {
		n.Flags |= FlagEmpty
	} else if secret.Placeholder(value) || secret.SaysPlaceholder(value) {
		n.Flags |= FlagPlaceholder
	} else if s.words != nil {
		n.keepWords(s.words(key, value))
	}
	return n
}
