// Package query is the small language that picks findings: words and field:value terms, all of which must hold.
//
//	verdict:must env:prod kind:leaked path:**.image owner:payments
//	orders -path:**.replicas "db host"
//	value:staging ratio:>2 is:new,known has:places
//
// A comma means or, a leading "-" or "!" means not, quotes keep spaces, "*" and "?" are wildcards ("**" crosses dots), and
// "~word" matches its letters in order anywhere. Case never matters. Parsing never fails halfway through typing: what
// cannot be understood is reported beside the terms that could.
package query
