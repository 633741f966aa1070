// Package finding tells one finding whole: what differs between which environments, word by word, what was understood of it,
// why it matters and what to do, where each value is defined, the other places of the same cause, and how it stood before.
// Findings shows the same lines as its preview, and the walk decides over them.
package finding
