// Package asserts reads one line of an [Asserts] or [Captures] section of a Hurl 8 file and evaluates it on an answer: a query, filters, and
// for an assert a predicate.
//
//	jsonpath "$.items[?@.price > 10]" count >= 3
//
// Paths are those of RFC 9535. Regular expressions have the syntax of Go (RE2), which is that of Hurl without Unicode classes by default. What
// is not understood is an error of Parse, never of Check: a line that parses is a line that is checked.
package asserts
