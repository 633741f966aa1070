package record

import (
	"strings"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

// doubt records why the present place counts as unknown: the reason of the first environment that is.
func (rec *Record) doubt(nodes []*snapshot.Node) {
	for e, cols := range rec.of {
		for _, i := range cols {
			hidden := rec.walk.Unknown(i)
			if !hidden && (nodes[i] == nil || nodes[i].Kind != snapshot.Unknown) {
				continue
			}
			d := drift.Doubt{Environment: rec.names[e], Why: notKnowable, Attributes: 1}
			if hidden {
				d.Why, _ = rec.walk.Why(i)
			} else {
				d.Example = nodes[i].Text
			}
			if text, ok := strings.CutPrefix(d.Why, notKnowable+": "); ok {
				d.Why, d.Example = notKnowable, text
			}
			switch {
			case rec.at[i] == nil:
				d.Source = rec.walk.Main().Collector
			case nodes[i] != nil:
				d.Source = rec.source(i, nodes[i]).File
			default:
				d.Source = rec.at[i].Source.File
			}
			rec.addDoubt(d)
			return
		}
	}
	rec.addDoubt(drift.Doubt{Why: noCounterpart, Attributes: 1})
}

// addDoubt counts a doubt. Attributes that follow one another mostly have one reason, so a resource that was not read at all takes one entry.
func (rec *Record) addDoubt(d drift.Doubt) {
	if n := len(rec.out.Doubts); n > 0 {
		if last := &rec.out.Doubts[n-1]; last.Environment == d.Environment && last.Source == d.Source && last.Why == d.Why {
			last.Attributes += d.Attributes
			return
		}
	}
	rec.out.Doubts = append(rec.out.Doubts, d)
}

const (
	notKnowable   = "not knowable here"                               // as the walk says of an expression
	noCounterpart = "one member of an environment has no counterpart" // which is of no environment's making
)
