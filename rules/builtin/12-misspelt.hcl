# One key is missing here, and its near twin is there.

rule "misspelt-key" {
  when    = drift.kind == "misspelt"
  verdict = "must-fix"
  reason  = "One environment spells this key otherwise, so one of them does not set what it means to set."
  hint    = "Spell it in one way; look for a space before `=`, another case, a singular."

  examples        = [{ path = "FLAG_X", kind = "misspelt", values = { staging = "true", prod = "true" } }]
  counterexamples = [{ path = "FLAG_X", values = { staging = "true", prod = "false" } }]
}
