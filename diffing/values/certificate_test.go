package values

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"testing"
	"time"
)

func TestACertificateInALine(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	shop := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "shop.example"}, NotAfter: time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC)}
	ca := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "Shop CA"}}
	for issuer, want := range map[*x509.Certificate]string{
		ca:   "certificate until 2027-03-01 of CN=shop.example, by CN=Shop CA",
		shop: "certificate until 2027-03-01 of CN=shop.example, by itself",
	} {
		der, err := x509.CreateCertificate(rand.Reader, shop, issuer, &key.PublicKey, key)
		if err != nil {
			t.Fatal(err)
		}
		text := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
		if got := Certificate("\n" + text); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for _, text := range []string{"", "shop", "-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"} {
		if got := Certificate(text); got != "" {
			t.Errorf("%q is none: %q", text, got)
		}
	}
}
