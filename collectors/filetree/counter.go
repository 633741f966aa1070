package filetree

import "sync/atomic"

// counter reports progress at most about two hundred times, however many files there are.
type counter struct {
	done  atomic.Int64
	total int
	tell  func(done, total int, what string)
}

func newCounter(total int, tell func(int, int, string)) *counter {
	return &counter{total: total, tell: tell}
}

func (c *counter) step(what string) {
	n := int(c.done.Add(1))
	if n == c.total || n%(1+c.total/200) == 0 {
		c.tell(n, c.total, what)
	}
}
