package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// say evaluates a reason, hint or compensation that refers to facts. If that fails, its source text is used, because a sentence never changes a
// verdict.
func (w *worker) say(out *Finding, r *Rule, t sentence) {
	text, ok := t.say(&w.facts)
	if err := w.facts.err; err != nil {
		w.facts.err = nil
		out.Notes = append(out.Notes, fmt.Sprintf("the %s of rule %s failed to evaluate: %v", t.name, r.Name, err))
	}
	if !ok {
		return
	}
	switch s := plain(oneLine(text)); t.name {
	case "reason":
		out.Reason = s
	case "hint":
		out.Hint = s
	case "compensation":
		out.Compensation = s
	}
}

func numbered(fingerprint string, n int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s#%d", fingerprint, n))
	return hex.EncodeToString(sum[:8])
}
