package parallel

import "testing"

func TestEachDoesEveryPieceOnce(t *testing.T) {
	for _, n := range []int{0, 1, chunk - 1, chunk, chunk + 1, 10*chunk + 7} {
		done := make([]int, n)
		made := Each(n, func() *int { return new(int) }, func(count *int, i int) {
			*count++
			done[i]++
		})
		total := 0
		for _, count := range made {
			total += *count
		}
		if len(made) == 0 || total != n {
			t.Errorf("%d pieces: %d workers did %d", n, len(made), total)
		}
		for i, times := range done {
			if times != 1 {
				t.Errorf("%d pieces: piece %d was done %d times", n, i, times)
			}
		}
	}
}
