package history

import (
	"fmt"
	"time"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
)

// sentence returns a story in one sentence, without the name of a person.
func sentence(s *drift.Story) string {
	since := When(&s.Since)
	switch s.Kind {
	case drift.NeverSame:
		if s.Since.AtLeast {
			return fmt.Sprintf("%s and %s were never the same as far as history was read, back to %s", s.Environment, s.Against, since)
		}
		if s.Since.Snapshot {
			since += in(&s.Since)
		}
		return fmt.Sprintf("never the same in %s and %s, since %s", s.Environment, s.Against, since)
	case drift.OnItsWay:
		return fmt.Sprintf("on its way from %s to %s since %s%s; %s", s.Environment, s.Against, since, in(&s.Since), Usually(&s.Lag))
	case drift.Overdue:
		return fmt.Sprintf("overdue: changed in %s %s%s and not yet in %s; %s", s.Environment, since, in(&s.Since), s.Against, Usually(&s.Lag))
	case drift.HotFix:
		return fmt.Sprintf("%s was changed alone %s%s, and %s did not follow", s.Against, since, in(&s.Since), s.Environment)
	case drift.LeftBehind:
		return fmt.Sprintf("%s were changed together %s%s, and %s did not follow", names.And(append([]string{s.Against}, s.Along...)), since, in(&s.Since), s.Environment)
	case drift.Settled:
		if s.Since.AtLeast {
			return fmt.Sprintf("%s and %s differ since %s or longer%s; nobody has aligned them in more than a year", s.Environment, s.Against, since, in(&s.Since))
		}
		return fmt.Sprintf("%s and %s came apart %s%s; nobody has aligned them in more than a year", s.Environment, s.Against, since, in(&s.Since))
	case drift.Standing:
		if s.Since.AtLeast && s.Since.Snapshot {
			since += " or longer"
		}
		return fmt.Sprintf("so in %s since %s%s", s.Environment, since, in(&s.Since))
	}
	return "no history"
}

// When returns the date of an origin.
func When(o *drift.Origin) string {
	if o.Uncommitted || o.Time.IsZero() {
		return "the last commit (not committed yet)"
	}
	return o.Time.Format("2 January 2006")
}

func in(o *drift.Origin) string {
	switch {
	case o.Commit != "":
		return " (" + Short(o.Commit) + ")"
	case o.Snapshot:
		return " (" + Shot(o) + ")"
	}
	return ""
}

// Shot returns a text with the first snapshot that has the value, and the last one without it.
func Shot(o *drift.Origin) string {
	text := "snapshot of that day"
	if o.Label != "" {
		text = "snapshot " + o.Label
	}
	if !o.Before.IsZero() {
		text += "; not so on " + o.Before.Format("2 January 2006")
	}
	return text
}

// Short returns a commit's id in its short form.
func Short(id string) string {
	if len(id) > 10 {
		return id[:10]
	}
	return id
}

// Usually returns a text of how long promotions take.
func Usually(l *drift.Lag) string {
	switch l.Basis {
	case "pair":
		return fmt.Sprintf("promotions from %s to %s usually take %s, nine in ten no more than %s (%d seen)", l.From, l.To, Days(l.Usual), Days(l.Late), l.Count)
	case "repository":
		return fmt.Sprintf("promotions in this repository usually take %s, nine in ten no more than %s (%d seen)", Days(l.Usual), Days(l.Late), l.Count)
	case "snapshots":
		return fmt.Sprintf("promotions in the stored snapshots usually take %s, nine in ten no more than %s (%d seen)", Days(l.Usual), Days(l.Late), l.Count)
	}
	return fmt.Sprintf("promotions elsewhere usually take %s, nine in ten no more than %s (too few seen here)", Days(l.Usual), Days(l.Late))
}

// Days formats a span for people: in hours below two days.
func Days(d time.Duration) string {
	if h := d.Hours(); h < 48 {
		return fmt.Sprintf("%.0f h", max(1, h))
	}
	return fmt.Sprintf("%.0f days", d.Hours()/24)
}
