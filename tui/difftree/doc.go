// Package difftree turns the sides of a drift into what a person compares: a tree of as many sides as there are
// environments, with counters in its nodes so that headings and folds cost nothing, and word and line differences of long
// texts. It is plain data without any renderer, and bounded: however large a value, a tree holds at most MaxNodes nodes and
// says what it left out.
package difftree
