package audit

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/history"
	"github.com/envparity/envparity/history/remarks"
	"github.com/envparity/envparity/snapshot"
)

// remarks records the comment beside the value in its file, at the sides of every difference and of its places.
func (r *Result) remarks(d *drift.Result, o Options) {
	if o.Remarks == nil {
		return
	}
	words, beside := r.words(d.Vocabulary), o.Remarks()
	for i := range d.Drifts {
		x := &d.Drifts[i]
		remark(x.Kind, x.Path, x.Sides, beside, words)
		for k := range x.Places {
			p := &x.Places[k]
			remark(p.Of(x).Kind, p.Path, p.Sides, beside, words)
		}
	}
}

// words removes the words of all environments from a text, so that two comments can be compared.
func (r *Result) words(vocabulary []drift.Word) *strings.Replacer {
	var pairs []string
	for i := range r.Environments {
		pairs = append(pairs, strings.ToLower(r.Environments[i].Name), "")
	}
	for i := range vocabulary {
		pairs = append(pairs, strings.ToLower(vocabulary[i].Word), "")
	}
	return strings.NewReplacer(pairs...)
}

// remark finds the comments beside one difference. It reads none beside a secret, because the comment may contain it. It ignores a line that all
// environments share, and a comment that all have.
func remark(k drift.Kind, path string, sides []drift.Side, beside func(remarks.Place) string, words *strings.Replacer) {
	if k == drift.Leaked || k == drift.Shared || path == "" {
		return
	}
	key, _ := history.LastKey(path)
	present := 0
	places := map[snapshot.Source]bool{}
	for e := range sides {
		s := &sides[e]
		if s.State != drift.Present {
			continue
		}
		if s.Node != nil && s.Node.Kind == snapshot.Secret {
			return
		}
		present++
		places[s.Source] = true
	}
	if present > 1 && len(places) == 1 {
		return
	}
	texts := make([]string, len(sides))
	for e := range sides {
		s := &sides[e]
		if s.State != drift.Present || s.Source.File == "" || s.Source.Ref != "" {
			continue
		}
		p := remarks.Place{File: s.Source.File, Line: s.Source.Line, Key: key}
		if s.Node != nil && s.Node.Scalar() {
			p.Text = s.Node.Text
		}
		texts[e] = beside(p)
	}
	if alike(sides, texts, words) {
		return
	}
	for e := range sides {
		sides[e].Remark = texts[e]
	}
}

// alike reports whether all environments with the value, at least two, have the same comment.
func alike(sides []drift.Side, texts []string, words *strings.Replacer) bool {
	var all []string
	for e := range sides {
		if sides[e].State == drift.Present {
			all = append(all, words.Replace(strings.ToLower(texts[e])))
		}
	}
	return len(all) > 1 && len(slices.Compact(slices.Clone(all))) == 1
}
