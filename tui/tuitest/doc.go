// Package tuitest helps to test the terminal program: it builds audits of any size and nastiness out of nothing, and drives a
// session synchronously, key by key, without sleeping and without a terminal.
package tuitest
