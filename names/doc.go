// Package names knows how people name things: it splits names into words, folds the ways of writing one name, knows the words that
// name environments, and joins names for a sentence. It is a leaf: every other package may use it.
package names
