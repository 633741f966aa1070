// Package tour takes a newcomer through the environments: what each is for, how they differ on purpose and who decided so, what
// is known to be broken, how long the journeys take. The pages are made once and drawn as a screen or written as Markdown; they
// tell only what the audit and the config say, and judge nothing anew.
package tour
