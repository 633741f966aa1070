package report

import (
	"fmt"
	"io"

	"github.com/envparity/envparity/audit"
)

// Text writes a readable summary for a terminal or a log.
func Text(w io.Writer, r *audit.Result, _ Options) error {
	_, err := fmt.Fprintf(w, "%d must-fix, %d should-fix, %d acceptable\n", r.Summary.MustFix, r.Summary.ShouldFix, r.Summary.Acceptable)
	return err
}
