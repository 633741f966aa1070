// Package journeys holds the plain data of user journeys: what a journey is, where it runs, and what a run has measured.
//
// Its rooms do the work, each for itself:
//
//   - decode reads journeys and targets from HCL; importers draft them from captures and other tools.
//   - runner sends the requests of a plan and times them; replay feeds it a capture.
//   - answers learns what the answers of an environment have in common, and compares them.
//   - judge holds times, errors and answers of the environments against one another; stats has the methods.
//   - runfile keeps runs; table prints them.
//   - asserts, redact and words are leaves that several of them use.
package journeys
