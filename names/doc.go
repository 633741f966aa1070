// Package names handles names: it splits them into words, folds spellings of one name, knows the words for environments, and joins names for a
// sentence. Every other package may use it.
package names
