// Package drift is the plain data that comparing yields: for each difference between environments one Drift, with the value of
// every environment side by side. It holds no logic of comparing, so that rules, reports and screens share it without importing
// the comparison.
package drift
