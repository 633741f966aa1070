package cli

import (
	"context"
	"os"
	"sync/atomic"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/internal/term"
)

// breaksMain is the program with a collector that panics when it is made for collecting, outside of what the runner of
// collectors watches over: in the goroutine that the screen has started.
func breaksMain() {
	var made atomic.Int32
	breaks := collectors.Type{Name: "breaks", Make: func(hcl.Body, *hcl.EvalContext) (collectors.Collector, hcl.Diagnostics) {
		if made.Add(1) > 4 { // the first four are for looking whether the config is right, and what it would do
			panic("a worker broke")
		}
		return nil, nil
	}}
	a := &app{
		in: os.Stdin, out: os.Stdout, err: os.Stderr, getenv: os.Getenv, clock: time.Now, types: []collectors.Type{breaks},
		term: term.Look(os.Stdin, os.Stdout, os.Stderr, os.Getenv, false),
	}
	os.Exit(a.run(context.Background(), os.Args[1:]))
}
