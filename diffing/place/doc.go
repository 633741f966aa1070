// Package place says what a text is for, at the place of a walk: the name of an environment, the address of a thing, an argument of a command, a
// remark for people.
package place
