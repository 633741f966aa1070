// Package query is the small language that selects findings: words and field:value terms, all of which must match.
//
//	verdict:must env:prod kind:leaked path:**.image owner:payments
//	orders -path:**.replicas "db host"
//	value:staging ratio:>2 is:new,known has:places
//
// A comma means or, a leading "-" or "!" means not, quotes keep spaces, "*" and "?" are wildcards ("**" crosses dots), and "~word" matches its
// letters in order anywhere. Case never matters. Parsing always returns a query, because it runs while a person types. It reports what it cannot
// parse beside the other terms.
package query
