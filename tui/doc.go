// Package tui is the terminal program: it draws an audit's result and its events, and lets a person decide. It collects
// nothing, compares nothing and writes nothing itself: what has to be read, written or run is done by the Services it is
// given. One root model routes messages to a stack of screens; see package screen for what a screen is.
package tui
