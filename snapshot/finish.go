package snapshot

import "sync"

// Finisher seals, normalizes and packs the resources of collectors. It is safe for concurrent use.
type Finisher struct {
	sealer *Sealer
	words  *Words
	idle   sync.Pool // of *finishing
}

// finishing is the state of one goroutine, with caches for the next resource.
type finishing struct {
	seal sealing
	pack *Packer
}

// NewFinisher returns a Finisher that seals with s.
func NewFinisher(s *Sealer) *Finisher {
	return &Finisher{sealer: s, words: NewWords()}
}

// Finish seals every sensitive value in r (see Sealer.SealResource), normalizes r and packs it. It leaves a finished resource unchanged.
func (f *Finisher) Finish(r *Resource) {
	if r.Packed() {
		return
	}
	w, _ := f.idle.Get().(*finishing)
	if w == nil {
		w = &finishing{seal: sealing{s: f.sealer}, pack: NewPacker(f.words)}
	}
	defer f.idle.Put(w)
	w.seal.resource(r)
	r.normalize()
	w.pack.Pack(r)
}

// FinishAll finishes all of rs on all cores.
func (f *Finisher) FinishAll(rs []Resource) {
	inChunks(len(rs), func() func(int) { return func(i int) { f.Finish(&rs[i]) } })
}
