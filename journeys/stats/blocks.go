package stats

// LoadBlocks is how many blocks a sample is cut into whose values hang together: the rank tests then take a block for one value. Twenty tell
// a ratio of 2 from an allowed 1.5 in five of six cases.
const LoadBlocks = 20

// BlockSize is how many consecutive values of n make a block.
func BlockSize(n int) int { return max(1, n/LoadBlocks) }

// Blocks cuts xs into blocks of size consecutive values and returns the quantile q of each; a shorter rest joins the last. Under load a visit
// waits behind those before it, so that single values are not independent and an interval made of them is too narrow. Source: the method
// of batch means, Law, Simulation Modeling and Analysis, chapter 9.
func Blocks(xs []float64, size int, q float64) []float64 {
	var out []float64
	for i := 0; i+size <= len(xs); i += size {
		end := i + size
		if len(xs)-end < size {
			end = len(xs)
		}
		out = append(out, Quantile(xs[i:end], q, Confidence).Estimate)
	}
	return out
}
