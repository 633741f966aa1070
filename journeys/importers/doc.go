// Package importers turns recorded traffic into drafts of journeys. The readers of the formats are in the folders below; here is what
// they share: choosing what belongs to a journey, finding values of answers in later requests, taking secrets out, writing
// HCL.
//
// A draft is to be read by a person. Nothing secret survives an import: credentials, cookies and what looks like either are
// left out or become secret("NAME"), and recorded answers are never written down.
package importers
