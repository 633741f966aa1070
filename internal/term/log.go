package term

import "io"

// Log returns a writer for a stream that goes to the log of a job. A text that a CI system would obey in a log gets a visible mark, so that text
// from outside cannot give commands:
//
// - "::" at the beginning of a line, after blanks or not: a workflow command of GitHub Actions;
// - "##" with a "[" or a word and a "[", anywhere in a line: the older commands of GitHub Actions ("##[error]"), those of Azure Pipelines
// ("##vso[task.setvariable …]") and of TeamCity ("##teamcity[…]").
//
// Clean already removes commands that need a control character, such as GitLab's sections.
func Log(w io.Writer) io.Writer { return &logWriter{w: w, start: true} }

type logWriter struct {
	w      io.Writer
	buf    []byte
	start  bool // only blanks so far in this line
	colon  bool // and then one colon
	hashes int  // length of a run of them, at most 2
}

// Write implements io.Writer.
func (l *logWriter) Write(p []byte) (int, error) {
	l.buf = l.buf[:0]
	for _, c := range p {
		switch {
		case c == ':' && l.colon:
			l.buf = append(l.buf, "‹003A›"...)
		case c == '[' && l.hashes == 2:
			l.buf = append(l.buf, "‹005B›"...)
		default:
			l.buf = append(l.buf, c)
		}
		l.note(c)
	}
	if _, err := l.w.Write(l.buf); err != nil {
		return 0, err
	}
	return len(p), nil
}

// note tracks the position of the stream in a line.
func (l *logWriter) note(c byte) {
	switch {
	case c == '#':
		l.hashes = min(l.hashes+1, 2)
	case l.hashes == 2 && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.'):
	default:
		l.hashes = 0
	}
	l.colon = c == ':' && l.start
	// A reader may skip blanks beyond ASCII too.
	l.start = c == '\n' || c == '\r' || l.start && (c <= ' ' || c >= 0x80)
}
