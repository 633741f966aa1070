package workspace

import (
	"testing"

	"github.com/envparity/envparity/audit"
	past "github.com/envparity/envparity/history"
	"github.com/envparity/envparity/history/remarks"
	"github.com/envparity/envparity/journeys/judge"
	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/snapshot"
)

func TestAnEarlierStateIsNotJudgedByWhatIsThereToday(t *testing.T) {
	today := audit.Options{
		All: true, Journeys: &judge.Judged{}, Decisions: &audit.Decisions{Baseline: &rules.Baseline{}},
		History: func(past.Input) (*past.Result, error) { return &past.Result{}, nil },
		Stored:  func([]*snapshot.Snapshot, past.Input) (*past.Result, error) { return &past.Result{}, nil },
		Remarks: func() func(remarks.Place) string { return func(remarks.Place) string { return "a comment of today" } },
	}
	then := ofThen(today)
	if then.Journeys != nil || then.History != nil || then.Stored != nil || then.Remarks != nil || then.Decisions.Baseline != nil {
		t.Errorf("it is judged by %+v", then)
	}
	if !then.All || today.Decisions.Baseline == nil {
		t.Error("the options of today were changed")
	}
}
