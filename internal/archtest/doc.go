// Package archtest holds the layers of the house: what each package may import, and what none may do. It has tests only.
package archtest
