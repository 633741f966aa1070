// Package leaks decides whether a text of one environment names another environment by mistake. It looks at one text, at the name of the
// attribute that holds it, and at how the system names its own things. Package diffing decides which texts are in one place, and what the other
// environments have there.
package leaks
