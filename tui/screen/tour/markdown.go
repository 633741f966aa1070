package tour

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/envparity/envparity/internal/term"
)

// Markdown writes pages as one document.
func Markdown(w io.Writer, pages []Page) error {
	b := bufio.NewWriter(w)
	for i, p := range pages {
		level := "##"
		if i == 0 {
			level = "#"
		}
		fmt.Fprintf(b, "%s %s\n\n", level, inline(p.Title))
		last := ""
		for _, bl := range p.Blocks {
			kind := "item"
			if bl.Item == "" {
				kind = "other"
			}
			if last == "item" && kind != "item" {
				fmt.Fprintln(b)
			}
			last = kind
			switch {
			case bl.Head != "":
				fmt.Fprintf(b, "### %s\n\n", inline(bl.Head))
			case bl.Item != "":
				fmt.Fprintf(b, "- %s\n", inline(bl.Item))
			case bl.Table != nil:
				table(b, bl.Table)
			default:
				fmt.Fprintf(b, "%s\n\n", inline(bl.Para))
			}
		}
		if last == "item" {
			fmt.Fprintln(b)
		}
	}
	return b.Flush()
}

func table(b *bufio.Writer, rows [][]string) {
	for i, r := range rows {
		cells := make([]string, len(r))
		for k, c := range r {
			cells[k] = inline(c)
		}
		fmt.Fprintf(b, "| %s |\n", strings.Join(cells, " | "))
		if i == 0 {
			fmt.Fprintf(b, "|%s\n", strings.Repeat(" --- |", len(r)))
		}
	}
	fmt.Fprintln(b)
}

// inline makes text from outside plain text in Markdown.
func inline(s string) string { return term.Markdown(term.Clean(s, 600)) }
