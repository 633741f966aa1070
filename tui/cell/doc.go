// Package cell lays out text in terminal cells. Screens build lines of segments, plain text with a token each, and cells are
// counted before any escape sequence exists; Paint turns finished lines into what a terminal reads. So a frame can be read by
// a test, cut by an overlay and measured without ever parsing escapes. It refuses control characters: a segment that still
// holds one is cleaned while it is painted.
package cell
