// Package screen is what all screens share: the Screen interface, the environment they are given, the messages by which they
// ask for something, and how a side of a drift is told. A screen does no I/O: what has to be read, written or run is asked
// of Services inside a command, and the answer comes back as a message.
package screen
