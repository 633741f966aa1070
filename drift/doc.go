// Package drift is the data that comparing yields: for each difference between environments one Drift, with the values of all environments side
// by side. It contains no logic of comparing, so that rules, reports and screens need not import the comparison.
package drift
