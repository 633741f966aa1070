// Package secret decides what in configuration is a secret: by the name of a value, by the published form of a token, by the place in a text (a
// URL, a connection string, a command line), and by how random the value looks.
//
// Sealing and judging are two questions. Hides and Replace decide what is sealed, and seal generously. LooksSecret decides whether a value itself is
// evidence of a secret. Only such a value may be reported as shared.
//
// All functions are pure, and none keeps a value.
package secret
