package term

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Markdown makes foreign text plain text in Markdown: no markup, no block that begins with it, no link, and nobody who is called. A code host
// looks for names and numbers ("@team", "#12", "!12", "GH-12") and addresses in what is rendered, where escapes are gone, so a space of no width parts
// them.
func Markdown(s string) string {
	s = strings.NewReplacer(
		`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "&", "&amp;", "|", `\|`, "#", `\#`, "~", `\~`, "!", `\!`,
	).Replace(strings.TrimLeft(Line(s), " "))
	s = markdownBlock.ReplaceAllString(s, `$1\$2`)
	s = markdownCalls.ReplaceAllString(s, "$0&#8203;")
	return markdownAddress.ReplaceAllString(s, "$1$3$5&#8203;$2$4$6")
}

var (
	// markdownBlock is what begins a list, a heading or a rule: "- ", "12. ", "===".
	markdownBlock = regexp.MustCompile(`^(\d*)([-+=.)])`)
	// markdownCalls is a sign before a name or a number, as its escapes leave it, that a code host makes a link of.
	markdownCalls = regexp.MustCompile(`(?i)@|\\[#!~]|[$%^]|&amp;|gh-`)
	// markdownAddress is where an address becomes a link.
	markdownAddress = regexp.MustCompile(`(?i)(:)(//)|(www)(\.)|(mailto|xmpp)(:)`)
)

// MarkdownCode puts foreign text into a code span whose fence is longer than any run of backticks within. In a table a bar ends the
// cell even there, and is escaped.
func MarkdownCode(s string, inTable bool) string {
	s = Line(s)
	if s == "" {
		return ""
	}
	if inTable {
		s = strings.ReplaceAll(s, "|", `\|`)
	}
	longest, run := 0, 0
	for _, c := range s {
		if c == '`' {
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	fence := strings.Repeat("`", longest+1)
	if longest > 0 || strings.HasPrefix(s, " ") {
		return fence + " " + s + " " + fence
	}
	return fence + s + fence
}

// HTMLComment makes foreign text the content of an HTML comment. What could end the comment, begin an element or call somebody is written as
// %XX, so that two texts stay two.
func HTMLComment(s string) string {
	var b strings.Builder
	for _, c := range []byte(Line(s)) {
		if c < utf8.RuneSelf && !commentSafe(c) || c == '-' && strings.HasSuffix(b.String(), "-") {
			fmt.Fprintf(&b, "%%%02X", c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// commentSafe reports whether an ASCII character means nothing in a comment.
func commentSafe(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || strings.IndexByte(" -._/,()", c) >= 0
}

// HTMLCode puts foreign text of at most n bytes into a code element. Every sign that Markdown or a code host could act on is an entity.
func HTMLCode(s string, n int) string {
	var b strings.Builder
	b.WriteString("<code>")
	for _, c := range Cut(Line(s), n) {
		if c < utf8.RuneSelf && markdownSign(byte(c)) {
			fmt.Fprintf(&b, "&#%d;", c)
			continue
		}
		b.WriteRune(c)
	}
	b.WriteString("</code>")
	return b.String()
}

// markdownSign reports whether an ASCII character may mean something in Markdown or HTML.
func markdownSign(c byte) bool { return strings.IndexByte("!\"#$%&'*:<>@[\\]^`{|}~", c) >= 0 }

// MarkdownLink makes the target of a link in angle brackets of an address: what could end it is written as %XX.
func MarkdownLink(s string) string {
	return strings.NewReplacer("<", "%3C", ">", "%3E", `\`, "%5C").Replace(Line(s))
}

// Cut cuts s to at most n bytes, at a character.
func Cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}
