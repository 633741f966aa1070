// Package workspace connects the command line and the screens to a person's files and process: the config and its needs, an audit from flags to
// result, the live audit behind the screens, stored snapshots and their results, the waiver and rule files, the editor, the pager and the
// clipboard. It draws nothing and decides no exit code.
package workspace
