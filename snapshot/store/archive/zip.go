package archive

import (
	"errors"
	"sync"

	"github.com/klauspost/compress/zstd"

	"github.com/envparity/envparity/internal/bounds"
)

// zip packs texts. It is made once for an archive: a packer of its own for each object would cost more than the packing.
type zip struct {
	once   sync.Once
	pack   *zstd.Encoder
	unpack *zstd.Decoder
	err    error
}

func (z *zip) make() error {
	z.once.Do(func() {
		var errs [2]error
		z.pack, errs[0] = zstd.NewWriter(nil, packing()...)
		z.unpack, errs[1] = zstd.NewReader(nil, unpacking()...)
		z.err = errors.Join(errs[:]...)
	})
	return z.err
}

func packing() []zstd.EOption {
	return []zstd.EOption{zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(2), zstd.WithWindowSize(chunkBytes)}
}

func unpacking() []zstd.DOption {
	return []zstd.DOption{zstd.WithDecoderMaxMemory(bounds.StoreChunk), zstd.WithDecoderConcurrency(2)}
}

// besideID is how a packed text says that it was packed beside another one. Which one is in the recipe.
const besideID = 1

// packBeside packs a text as what it has beyond another one.
func (z *zip) packBeside(text, base []byte) ([]byte, error) {
	e, err := zstd.NewWriter(nil, append(packing(), zstd.WithEncoderDictRaw(besideID, base))...)
	if err != nil {
		return nil, err
	}
	return e.EncodeAll(text, nil), e.Close()
}

// unpackBeside is the inverse of packBeside; of pack where base is nil.
func (z *zip) unpackBeside(data, base []byte) ([]byte, error) {
	if err := z.make(); err != nil {
		return nil, err
	}
	if base == nil {
		return z.unpack.DecodeAll(data, nil)
	}
	d, err := zstd.NewReader(nil, append(unpacking(), zstd.WithDecoderDictRaw(besideID, base))...)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	return d.DecodeAll(data, nil)
}

func (a *Archive) pack(text []byte) ([]byte, error) {
	if err := a.zip.make(); err != nil {
		return nil, err
	}
	return a.zip.pack.EncodeAll(text, nil), nil
}

func (a *Archive) unpack(data []byte) ([]byte, error) { return a.zip.unpackBeside(data, nil) }
