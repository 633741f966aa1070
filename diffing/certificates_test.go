package diffing

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"testing"
	"time"

	"github.com/envparity/envparity/drift"
)

// certificate returns a certificate for hosts, as text.
func certificate(t *testing.T, hosts ...string) string {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: hosts[0]}, DNSNames: hosts,
		NotBefore: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, public, private)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

func TestACertificateForAnotherEnvironmentsNameIsALeak(t *testing.T) {
	for name, c := range map[string]struct {
		prod string
		leak bool
	}{
		"its own name":   {"api.prod.atlas.example", false},
		"staging's name": {"api.staging.atlas.example", true},
	} {
		r := compare(t, variables("staging", m{"tls.crt": certificate(t, "api.staging.atlas.example")}), variables("prod", m{"tls.crt": certificate(t, c.prod)}))
		leak := false
		for _, d := range r.Drifts {
			leak = leak || d.Kind == drift.Leaked
		}
		if leak != c.leak {
			t.Errorf("%s: leak %v, %+v", name, leak, r.Drifts)
		}
	}
}

func TestEveryHostOfACertificateIsRead(t *testing.T) {
	same := certificate(t, "web.atlas.example", "api.staging.atlas.example")
	for name, c := range map[string]struct {
		staging, prod string
		leak          bool
	}{
		"a second name, of staging": {certificate(t, "web.atlas.example", "api.staging.atlas.example"), certificate(t, "web.atlas.example", "api.staging.atlas.example"), true},
		"one certificate for both":  {same, same, true},
		"its own names":             {certificate(t, "web.atlas.example", "api.staging.atlas.example"), certificate(t, "web.atlas.example", "api.atlas.example"), false},
		"the names of both":         {certificate(t, "api.staging.atlas.example"), certificate(t, "web.atlas.example", "api.prod.atlas.example", "api.staging.atlas.example"), false},
	} {
		r := compare(t, variables("staging", m{"tls.crt": c.staging}), variables("prod", m{"tls.crt": c.prod}))
		leak := false
		for _, d := range r.Drifts {
			leak = leak || d.Kind == drift.Leaked && d.Sides[1].Word != ""
		}
		if leak != c.leak {
			t.Errorf("%s: leak %v, %+v", name, leak, r.Drifts)
		}
	}
}
