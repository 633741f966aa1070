// Package theme is the one place that knows colours and glyphs. A theme is a dozen tokens, each with a meaning; screens name
// tokens and never colours. Every token that says something is accompanied by a glyph or a word, so that the "none" theme
// loses nothing. It refuses red against green: the pairs here stay apart under the three common colour deficiencies.
package theme
