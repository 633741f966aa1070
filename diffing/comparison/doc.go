// Package comparison compares one resource of all environments at once. It visits each place of the trees and decides whether the values there differ
// in meaning, name another environment by mistake, or are shared and should not be.
package comparison
