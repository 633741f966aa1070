package parse

import (
	"hash/maphash"
	"strings"
	"sync"
)

// maxInterned is the length in bytes above which a string is unlikely to repeat.
const maxInterned = 64

// Interner keeps one copy of equal short strings, because documents and environments repeat many. It is safe for concurrent use. A nil Interner
// shares nothing.
type Interner struct {
	seed   maphash.Seed
	shards [32]struct {
		mu sync.Mutex
		m  map[string]string
	}
}

// NewInterner returns an empty Interner.
func NewInterner() *Interner {
	return &Interner{seed: maphash.MakeSeed()}
}

// Intern returns a string equal to s that does not keep the text around s in memory.
func (in *Interner) Intern(s string) string {
	if in == nil || len(s) > maxInterned {
		return strings.Clone(s)
	}
	shard := &in.shards[maphash.String(in.seed, s)%uint64(len(in.shards))]
	shard.mu.Lock()
	defer shard.mu.Unlock()
	if t, ok := shard.m[s]; ok {
		return t
	}
	if shard.m == nil {
		shard.m = make(map[string]string)
	}
	s = strings.Clone(s)
	shard.m[s] = s
	return s
}

// InternBytes is Intern for bytes. It does not keep b.
func (in *Interner) InternBytes(b []byte) string {
	if in == nil || len(b) > maxInterned {
		return string(b)
	}
	shard := &in.shards[maphash.Bytes(in.seed, b)%uint64(len(in.shards))]
	shard.mu.Lock()
	defer shard.mu.Unlock()
	if t, ok := shard.m[string(b)]; ok {
		return t
	}
	if shard.m == nil {
		shard.m = make(map[string]string)
	}
	s := string(b)
	shard.m[s] = s
	return s
}
