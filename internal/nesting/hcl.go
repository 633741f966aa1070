// Package nesting refuses texts that are nested so deeply that parsing them would exhaust the stack, which ends the program. The HCL library's
// parser recurses for every bracket, operator and template. Readers of other formats have bounds of their own.
package nesting

import (
	"bytes"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/envparity/envparity/internal/bounds"
)

const (
	// MaxDepth is how deep brackets and templates may be nested, in a text long enough to be checked.
	MaxDepth = bounds.Brackets
	// maxChain is how many operators one expression may have in a row.
	maxChain = bounds.Chain
	// maxSplats is how many splats one expression may have in a row, because each is evaluated within the one before.
	maxSplats = bounds.Splats
	// harmless is how many brackets and operators a text may have without a check: even if each were inside the one before, the stack would
	// suffice.
	harmless = 20_000
)

// HCL returns a diagnostic at its place for a text of HCL that must not be parsed; nil for any other.
func HCL(src []byte, filename string) hcl.Diagnostics {
	if few(src) && bytes.Count(src, []byte("*]")) <= maxSplats {
		return nil
	}
	tokens, _ := hclsyntax.LexConfig(src, filename, hcl.InitialPos) // the parser reports lexical errors
	depth, chain := 0, 0
	splats := 0
	parts, size := 0, 0 // of the present template; for a template inside another, they count for both
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

// few reports whether a text has too few brackets and operators to do harm.
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
