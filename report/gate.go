package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/internal/term"
)

// GateSchema names the document that `gate --format json` prints.
const GateSchema = "envparity.gate/v1"

// Gate is a decision about a release, with the evidence for it.
type Gate struct {
	Schema   string            `json:"schema"`
	Project  string            `json:"project"`
	At       time.Time         `json:"at"`
	Since    string            `json:"since,omitempty"`
	Decision audit.Decision    `json:"decision"`
	Criteria []audit.Criterion `json:"criteria"`
	ExitCode int               `json:"exit_code"`
}

// GateFormats lists the formats of a gate.
func GateFormats() []string { return []string{"text", "markdown", "json", "html"} }

// WriteGate writes a gate in one of its formats.
func WriteGate(w io.Writer, format string, g *Gate) error {
	switch format {
	case "json":
		return indented(w, g)
	case "markdown":
		return gateMarkdown(w, g)
	case "html":
		return gateHTML(w, g)
	}
	return gateText(w, g)
}

func (g *Gate) title() string {
	out := strings.ToUpper(string(g.Decision))
	if g.Project != "" {
		out = g.Project + ": " + out
	}
	return out
}

// todo lists what a person has to do or to confirm.
func (g *Gate) todo() []string {
	var out []string
	for i := range g.Criteria {
		if c := &g.Criteria[i]; c.Status != audit.Met && c.Confirm != "" {
			out = append(out, c.Name+": "+c.Confirm)
		}
	}
	return out
}

func gateText(w io.Writer, g *Gate) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", term.Line(g.title()))
	for i := range g.Criteria {
		c := &g.Criteria[i]
		fmt.Fprintf(&b, "\n%-8s %s: %s\n", c.Status, term.Line(c.Name), term.Line(c.Asks))
		for _, e := range c.Evidence {
			fmt.Fprintf(&b, "         - %s\n", term.Line(e))
		}
	}
	if todo := g.todo(); len(todo) > 0 {
		b.WriteString("\nFor a person to do or to confirm:\n")
		for _, t := range todo {
			fmt.Fprintf(&b, "  [ ] %s\n", term.Line(t))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func gateMarkdown(w io.Writer, g *Gate) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Release gate: %s\n\n%s\n\n| criterion | status | asks |\n|---|---|---|\n", term.Markdown(g.title()), g.At.UTC().Format(time.RFC3339))
	for i := range g.Criteria {
		c := &g.Criteria[i]
		fmt.Fprintf(&b, "| %s | **%s** | %s |\n", term.Markdown(c.Name), c.Status, term.Markdown(c.Asks))
	}
	for i := range g.Criteria {
		c := &g.Criteria[i]
		fmt.Fprintf(&b, "\n<details><summary>%s: %s</summary>\n\n", term.HTMLCode(c.Name, 200), c.Status)
		for _, e := range c.Evidence {
			fmt.Fprintf(&b, "- %s\n", term.Markdown(e))
		}
		b.WriteString("\n</details>\n")
	}
	if todo := g.todo(); len(todo) > 0 {
		b.WriteString("\n## For a person to do or to confirm\n\n")
		for _, t := range todo {
			fmt.Fprintf(&b, "- [ ] %s\n", term.Markdown(t))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
