// Package findings lists what the audit found: filtered by a query, grouped, sorted, marked, with a preview where there is room.
// Only rows in the window are rendered, whatever the length of the list.
package findings
