package values

import (
	"crypto/x509"
	"encoding/pem"
	"strings"
	"time"
)

// Certificate says in a line what certificate a PEM text holds: until when, whose, by whom; "" for any other text. Of a chain it is the first.
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

// CertificateNames returns the first host's name that the certificate of a PEM text was made for, else its subject's common name; "" for any other text.
func CertificateNames(text string) string {
	cert := parse(text)
	switch {
	case cert == nil:
		return ""
	case len(cert.DNSNames) > 0:
		return cert.DNSNames[0]
	}
	return cert.Subject.CommonName
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
