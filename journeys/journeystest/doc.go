// Package journeystest starts small servers on loopback whose delays, errors and answers are programmed: for tests, and for the
// demo. It listens on 127.0.0.1 only and stops when told to.
package journeystest
