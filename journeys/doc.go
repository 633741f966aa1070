// Package journeys runs the same user journey in every environment, times it so that a difference can be defended, and
// compares what was answered.
//
// Environments are visited once a round in random order, so that what drifts with the hour falls on all of them
// alike; ratios come with exact intervals (package stats) and are held against what the team has documented. Four
// answers are possible: exceeds, within, inconclusive, not comparable.
//
// It refuses to write to a protected environment unless the step says what it does and the person running it allows it,
// to leave the hosts an environment names, to send credentials across hosts, to retry silently, to mix warm with cold
// connections in one sample, and to store a secret.
package journeys
