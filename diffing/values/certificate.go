package values

import (
	"crypto/x509"
	"encoding/pem"
	"strings"
	"time"
)

// Certificate says in a line what certificate a PEM text holds: until when, whose, by whom; "" for any other text. Of a chain it is the first.
func Certificate(text string) string {
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, "-----BEGIN CERTIFICATE-----") {
		return ""
	}
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return ""
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return ""
	}
	by := "by " + cert.Issuer.String()
	if cert.Issuer.String() == cert.Subject.String() {
		by = "by itself"
	}
	return "certificate until " + cert.NotAfter.UTC().Format(time.DateOnly) + " of " + cert.Subject.String() + ", " + by
}
