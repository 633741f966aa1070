package rules

import (
	"time"

	"github.com/envparity/envparity/drift"
)

// storyFacts returns the facts about how the difference came about.
func storyFacts() []fact {
	kinds := []string{""}
	for _, k := range drift.StoryKinds() {
		kinds = append(kinds, string(k))
	}
	return []fact{
		{
			name: "drift.story", doc: "how it came about: never-the-same, on-its-way, overdue, hot-fix, left-behind, settled; standing for a leak or a sharing; no-history", enum: kinds,
			str: always(func(f *facts) string {
				if f.story == nil {
					return string(drift.NoHistory)
				}
				return string(f.story.Kind)
			}),
			state: func(to *drift.Drift, v stated) { story(to).Kind = drift.StoryKind(v.text) },
		},
		{name: "drift.story_text", doc: "the same as a sentence, with date and commit; \"\" without history", str: always(func(f *facts) string {
			if f.story == nil {
				return ""
			}
			return f.story.Text
		})},
		{name: "drift.since", doc: "the date on which the environments came apart, such as 3 March 2023; \"\" without history", str: always(func(f *facts) string {
			if f.story == nil || f.story.Since.Time.IsZero() {
				return ""
			}
			return f.story.Since.Time.Format("2 January 2006")
		})},
		{name: "drift.age_days", doc: "how many days ago they came apart; -1 without history", num: func(f *facts) float64 {
			if f.story == nil {
				return -1
			}
			return f.story.AgeDays
		}, state: func(to *drift.Drift, v stated) {
			story(to).AgeDays = v.number
			story(to).Since.Time = exampleDay.Add(-time.Duration(v.number * 24 * float64(time.Hour)))
		}},
		{name: "drift.once_the_same", doc: "the environments once had the same value", yes: func(f *facts) bool { return f.story != nil && f.story.Once }, state: func(to *drift.Drift, v stated) { story(to).Once = v.yes }},
		{name: "drift.alone", doc: "the commit that made the difference changed little else, and in files of one environment only", yes: func(f *facts) bool { return f.story != nil && f.story.Alone }, state: func(to *drift.Drift, v stated) { story(to).Alone = v.yes }},
		{name: "history", doc: "the history of the environments' files was read", yes: func(f *facts) bool { return f.run.history || f.story != nil }},
		{name: "drift.remark", doc: "the comment beside the value in its file, where not all environments have the same one; \"\" without", str: always((*facts).remark), state: func(to *drift.Drift, v stated) { to.Sides[0].Remark = v.text }},
		{name: "remarked", doc: "environments that have such a comment", list: func(f *facts) []string {
			return f.where(func(i int) bool { return f.sides[i].Remark != "" })
		}},
		{name: "decided", doc: "somebody decided on the difference and wrote it down: a comment stands beside it, or a commit of its own made it below the reference half a year ago", yes: (*facts).decided},
		{name: "lasting", doc: "the environments never had the same value, or came apart more than a year ago", yes: (*facts).lasting},
		{name: "nearest_agrees", doc: "the environment nearest to the reference agrees with it, so that only others differ", yes: (*facts).nearestAgrees},
		{name: "meant", doc: "the difference is most likely meant: decided, lasting or nearest_agrees holds, the others were changed together, the reference was changed alone more than a month ago, or one line of code gives each environment its value", yes: (*facts).meant},
	}
}

// story returns the story of an example, to be filled in by its stated facts.
func story(of *drift.Drift) *drift.Story {
	if of.Story == nil {
		of.Story = &drift.Story{}
	}
	return of.Story
}
