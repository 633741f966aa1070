// Package archtest tests the layers: what each package may import, and what none may do. It has tests only.
package archtest
