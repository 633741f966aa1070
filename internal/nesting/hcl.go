// Package nesting refuses texts that are nested so deep that parsing them would exhaust the stack, which no program survives and nobody
// means: the HCL library's parser calls itself for every bracket, operator and template. What other formats are read with have bounds of
// their own.
package nesting

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

const (
	// MaxDepth is how deep brackets and templates may be nested in a text that is long enough to be looked at.
	MaxDepth = 2000
	// maxChain is how many operators may follow one another in one expression.
	maxChain = 20_000
	// harmless is how many brackets and operators a text may hold without being looked at: even if each were inside the one before,
	// the stack would do.
	harmless = 20_000
)

// HCL returns what is wrong with a text of HCL that must not be parsed, at its place; nil for any other.
func HCL(src []byte, filename string) hcl.Diagnostics {
	if few(src) {
		return nil
	}
	tokens, _ := hclsyntax.LexConfig(src, filename, hcl.InitialPos) // what does not lex is the parser's to tell
	depth, chain := 0, 0
	for i := range tokens {
		switch tokens[i].Type {
		case hclsyntax.TokenOBrace, hclsyntax.TokenOBrack, hclsyntax.TokenOParen, hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
			depth++
			chain++
		case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenTemplateSeqEnd:
			depth--
		case hclsyntax.TokenComma:
			chain = 0
		case hclsyntax.TokenNewline:
			if depth <= 0 || i > 0 && (tokens[i-1].Type == hclsyntax.TokenOBrace || tokens[i-1].Type == hclsyntax.TokenCBrace) {
				chain = 0
			}
		case hclsyntax.TokenIdent, hclsyntax.TokenNumberLit, hclsyntax.TokenStringLit, hclsyntax.TokenQuotedLit, hclsyntax.TokenComment,
			hclsyntax.TokenEqual, hclsyntax.TokenOQuote, hclsyntax.TokenCQuote, hclsyntax.TokenOHeredoc, hclsyntax.TokenCHeredoc, hclsyntax.TokenEOF:
		default:
			chain++
		}
		if depth > MaxDepth || chain > maxChain {
			return hcl.Diagnostics{{
				Severity: hcl.DiagError, Summary: "Nested too deep", Subject: tokens[i].Range.Ptr(),
				Detail: "Brackets, operators or templates are nested too deep here for anything that a person means.",
			}}
		}
	}
	return nil
}

// few reports whether a text holds so few brackets and operators that they can do no harm.
func few(src []byte) bool {
	if len(src) < harmless {
		return true
	}
	n := 0
	for _, c := range src {
		switch c {
		case '[', '(', '{', '!', '-', '+', '*', '/', '%', '?', '&', '|', '<', '>', '.', '=':
			if n++; n > harmless {
				return false
			}
		}
	}
	return true
}
