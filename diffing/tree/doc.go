// Package tree walks the trees of several environments side by side. It decides which nodes stand at one place: entries of maps by key, elements
// of lists by merge key or by content, and names that differ only by environment words, by spelling or by a slip. It hands each place to a Visitor.
// What a difference means is the visitor's affair.
//
// A place has one node a column. A column is an environment, or one member of it. A node is nil in a column that lacks the place. A column is in
// play where it has the place or could have it. It is out of play below a place that it lacks, and where nobody knows what it has.
package tree
