// Package nesting refuses texts that are nested so deep that parsing them would exhaust the stack, which no program survives and nobody
// means: the HCL library's parser calls itself for every bracket, operator and template. What other formats are read with have bounds of
// their own.
package nesting

import (
	"bytes"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/envparity/envparity/internal/bounds"
)

const (
	// MaxDepth is how deep brackets and templates may be nested in a text that is long enough to be looked at.
	MaxDepth = bounds.Brackets
	// maxChain is how many operators may follow one another in one expression.
	maxChain = bounds.Chain
	// maxSplats is how many splats may follow one another in one expression: each is evaluated within the one before.
	maxSplats = bounds.Splats
	// harmless is how many brackets and operators a text may hold without being looked at: even if each were inside the one before,
	// the stack would do.
	harmless = 20_000
)

// HCL returns what is wrong with a text of HCL that must not be parsed, at its place; nil for any other.
func HCL(src []byte, filename string) hcl.Diagnostics {
	if few(src) && bytes.Count(src, []byte("*]")) <= maxSplats {
		return nil
	}
	tokens, _ := hclsyntax.LexConfig(src, filename, hcl.InitialPos) // what does not lex is the parser's to tell
	depth, chain := 0, 0
	splats := 0
	parts, size := 0, 0 // of the text at hand, of which there may be one in another: then it counts for both
	for i := range tokens {
		switch tokens[i].Type {
		case hclsyntax.TokenStringLit, hclsyntax.TokenQuotedLit:
			parts, size = parts+1, size+len(tokens[i].Bytes)
		case hclsyntax.TokenCQuote, hclsyntax.TokenCHeredoc, hclsyntax.TokenNewline:
			if depth <= 0 || tokens[i].Type != hclsyntax.TokenNewline {
				parts, size = 0, 0
			}
		}
		if parts*size > bounds.Melded {
			return refused(tokens[i].Range, "A text of too many parts", "One text is put together of too many parts here for anything that a person means.")
		}
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
		if chain == 0 {
			splats = 0
		}
		if tokens[i].Type == hclsyntax.TokenStar && i > 0 && tokens[i-1].Type == hclsyntax.TokenOBrack {
			splats++
		}
		if depth > MaxDepth || chain > maxChain || splats > maxSplats {
			return refused(tokens[i].Range, "Nested too deep", "Brackets, operators or templates are nested too deep here for anything that a person means.")
		}
	}
	return nil
}

func refused(at hcl.Range, summary, detail string) hcl.Diagnostics {
	return hcl.Diagnostics{{Severity: hcl.DiagError, Summary: summary, Subject: at.Ptr(), Detail: detail}}
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
