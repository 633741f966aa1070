package report

import (
	"bufio"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/snapshot"
)

// The page's own files. They hold nothing of an audit, so that the policy of the page can name them by their digests.
var (
	//go:embed page/page.tmpl
	pageTemplate string
	//go:embed page/style.css
	pageStyle string
	//go:embed page/script.js
	pageScript string
)

// Bounds of what the page shows without its script; the script shows the rest, from the data at the end of the page.
const (
	htmlSpelled = 100 // findings: about two dozen screens, and little beside the style and the script
	htmlRows    = 60  // rows of the matrix
)

// htmlPage is what the page shows, ready to be escaped by the template.
type htmlPage struct {
	Project, Date, Version, Headline, Conclusion, Ending, Reference, Compared string

	Policy       string // of the page's content, as its meta element says it
	Style        template.CSS
	Script       template.JS
	Environments []htmlEnvironment
	Overview     htmlOverview
	Changes      htmlChanges
	Planned      htmlPlanned
	Stories      htmlStories
	Journeys     []htmlJourney
	Findings     []htmlFinding // the first of them
	All          int           // how many there are
	Matrix       htmlMatrix
	Sources      htmlSources
	Problems     []string
	Data         htmlData
}

type htmlEnvironment struct {
	Name, Purpose string
	Reference     bool
}

// HTML writes the result as one page that needs no network. It is whole without its script as far as the worst findings; the script finds,
// filters and shows all of them.
func HTML(w io.Writer, r *audit.Result, o Options) error {
	t, err := template.New("report").Funcs(template.FuncMap{"count": Count, "plural": plural}).Parse(pageTemplate)
	if err != nil {
		return err
	}
	b := bufio.NewWriterSize(w, 1<<16)
	if err := t.Execute(b, newHTMLPage(r, o)); err != nil {
		return err
	}
	return b.Flush()
}

func newHTMLPage(r *audit.Result, o Options) *htmlPage {
	end := r.Conclude(o.FailOn)
	p := &htmlPage{
		Project: term.Line(r.Project), Date: r.GeneratedAt.UTC().Format("2006-01-02 15:04 UTC"), Version: o.Version, Headline: headline(r),
		Conclusion: capitalised(end.String()), Ending: string(end.Ending), Reference: term.Line(r.Reference), Compared: compared(r),
		Policy: pagePolicy(pageScript), Style: template.CSS(pageStyle), Script: template.JS(pageScript), //nolint:gosec // both are this program's own
		Overview: htmlOverviewOf(r), Changes: htmlChangesOf(r, o), Planned: htmlPlannedOf(r), Stories: htmlStoriesOf(r), Journeys: htmlJourneys(r), All: len(r.Findings),
		Matrix: htmlMatrixOf(r), Sources: htmlSourcesOf(r),
	}
	for _, e := range r.Environments {
		p.Environments = append(p.Environments, htmlEnvironment{term.Line(e.Name), term.Line(e.Purpose), e.Reference})
	}
	all := htmlFindings(r, o)
	p.Data = packed(r, all)
	p.Findings = all[:min(len(all), htmlSpelled)]
	for _, text := range r.Problems {
		p.Problems = append(p.Problems, term.Sanitize(text))
	}
	return p
}

// pagePolicy lets the page run its own script, use its own style, and load and send nothing. Only the links to traces lead anywhere.
func pagePolicy(script string) string {
	return "default-src 'none'; script-src " + policyDigest(script) + "; style-src " + policyDigest(pageStyle) + "; base-uri 'none'; form-action 'none'"
}

// policyDigest is how a policy names a script or a style that the page has.
func policyDigest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// htmlSources is what was looked at, and what was not.
type htmlSources struct {
	Unobserved, All []htmlSource
	NotTaken        []NotTaken
	Unread          []Unread
	Words           []Word
}

type htmlSource struct {
	Environment, Member, Collector, Source, Status, Error string
	Resources                                             int
}

func htmlSourcesOf(r *audit.Result) htmlSources {
	var out htmlSources
	for i := range r.Outcomes {
		o := &r.Outcomes[i]
		s := htmlSource{
			Environment: term.Line(o.Environment), Member: term.Line(o.Member), Collector: term.Line(o.Collector), Source: term.Line(o.Source),
			Status: string(o.Status), Error: term.Sanitize(o.Error), Resources: o.Resources,
		}
		out.All = append(out.All, s)
		if o.Status != snapshot.Complete {
			out.Unobserved = append(out.Unobserved, s)
		}
	}
	for _, n := range r.Coverage.NotTaken {
		out.NotTaken = append(out.NotTaken, NotTaken{Path: term.Line(n.Path), Why: term.Line(n.Why)})
	}
	for _, u := range r.Coverage.Unread {
		out.Unread = append(out.Unread, Unread{Environment: term.Line(u.Environment), Path: term.Line(u.Path), Why: term.Line(u.Why)})
	}
	for _, v := range r.Vocabulary {
		out.Words = append(out.Words, Word{Environment: term.Line(v.Environment), Word: term.Line(v.Word), Origin: term.Line(v.Origin), Evidence: v.Evidence, Example: term.Line(v.Example)})
	}
	return out
}
