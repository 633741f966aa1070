// Package leaks decides whether a text of one environment names another environment by mistake. It looks at one text, at the name of the attribute that
// holds it, and at what the system calls its own things. Which texts stand in one place, and what the other environments have there, is the
// walk's business in package diffing.
package leaks
