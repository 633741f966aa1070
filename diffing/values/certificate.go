package values

import (
	"crypto/x509"
	"encoding/pem"
	"strings"
	"time"
)

// Certificate describes the certificate in a PEM text in one line: its end, its subject, its issuer; "" for any other text. It describes the
// first one of a chain.
func Certificate(text string) string {
	cert := parse(text)
	if cert == nil {
		return ""
	}
	by := "by " + cert.Issuer.String()
	if cert.Issuer.String() == cert.Subject.String() {
		by = "by itself"
	}
	return "certificate until " + cert.NotAfter.UTC().Format(time.DateOnly) + " of " + cert.Subject.String() + ", " + by
}

// CertificateNames returns the host names of the certificate in a PEM text, else its subject's common name; nothing for any other text.
func CertificateNames(text string) []string {
	cert := parse(text)
	switch {
	case cert == nil:
		return nil
	case len(cert.DNSNames) > 0:
		return cert.DNSNames
	}
	return []string{cert.Subject.CommonName}
}

func parse(text string) *x509.Certificate {
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, "-----BEGIN CERTIFICATE-----") {
		return nil
	}
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil
	}
	return cert
}
