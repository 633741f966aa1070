// Package workspace is what the command line and the screens need of a person's files and process: the config and what it asks for,
// an audit from flags to result, the live audit behind the screens, stored snapshots and what they showed earlier, the waiver and rule
// files, the editor, the pager and the clipboard. It draws nothing and decides no exit code.
package workspace
