package report

import (
	"bufio"
	_ "embed"
	"html/template"
	"io"
)

// plainLayout is what pages have around their content that have neither scripts nor links.
//
//go:embed page/plain.tmpl
var plainLayout string

// plainPage is a page that shows a document: Body is a template, given Data.
type plainPage struct {
	Title, Sub string
	Policy     string
	Style      template.CSS
	Data       any
}

// writePlain writes a page without scripts.
func writePlain(w io.Writer, p plainPage, body string) error {
	t, err := template.New("page").Funcs(template.FuncMap{"count": Count}).Parse(plainLayout)
	if err == nil {
		_, err = t.New("body").Parse(body)
	}
	if err != nil {
		return err
	}
	p.Style = template.CSS(pageStyle) //nolint:gosec // this program's own
	p.Policy = "default-src 'none'; style-src " + policyDigest(pageStyle) + "; base-uri 'none'; form-action 'none'"
	b := bufio.NewWriter(w)
	if err := t.Execute(b, p); err != nil {
		return err
	}
	return b.Flush()
}
