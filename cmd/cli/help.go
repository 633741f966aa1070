package cli

import (
	"strings"

	"github.com/spf13/cobra"
)

// flow joins the lines of each paragraph in the descriptions of all commands. They are wrapped in the source; the help wraps them anew to the width
// of the terminal, and would break a line twice.
func flow(c *cobra.Command) {
	c.Long = joined(c.Long)
	for _, sub := range c.Commands() {
		flow(sub)
	}
}

// joined joins the lines of each paragraph of a text. A line that is indented keeps its place.
func joined(text string) string {
	var b strings.Builder
	before := ""
	for i, line := range strings.Split(text, "\n") {
		switch {
		case i == 0:
		case line == "" || before == "" || strings.HasPrefix(line, " ") || strings.HasPrefix(before, " "):
			b.WriteByte('\n')
		default:
			b.WriteByte(' ')
		}
		b.WriteString(line)
		before = line
	}
	return b.String()
}
