package snapshot

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"sync"

	"github.com/envparity/envparity/snapshot/secret"
)

// Sealer turns sensitive values into keyed fingerprints (HMAC-SHA-256, truncated to 128 bits), so that equality
// across environments can be told and nothing else can. It remembers, in memory alone, what it has sealed, so that
// Scrub can take it out of error texts. It is safe for concurrent use.
type Sealer struct {
	key    []byte
	speech func(name, value string) string // nil: nothing is told

	mu     sync.RWMutex
	sealed map[string]string // value → fingerprint
	bytes  int               // held in sealed
}

// NewSealer returns a Sealer for key. Snapshots are comparable when they were sealed with one key.
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

// ID names the key without telling it: secrets of two snapshots can be held against each other when their IDs are equal.
func (s *Sealer) ID() string {
	return s.Fingerprint("envparity: which key is this")[len("hmac:"):][:16]
}

// Seal returns a Secret node for value at key and line, with the flags that tell an empty or placeholder value.
func (s *Sealer) Seal(key, value string, line int32) Node {
	n := Node{Key: key, Kind: Secret, Line: line, Flags: FlagSensitive, Text: s.Fingerprint(value)}
	if value == "" {
		n.Flags |= FlagEmpty
	} else if secret.Placeholder(value) || secret.StandsIn(value) {
		n.Flags |= FlagPlaceholder
	} else if s.speech != nil {
		n.speak(s.speech(key, value))
	}
	return n
}
