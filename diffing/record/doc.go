// Package record records what a comparison finds. It makes a drift of the nodes of one place, with a side for each environment, and counts attributes.
// Where an environment has members, it decides which of them stands for the environment, and how they differ.
package record
