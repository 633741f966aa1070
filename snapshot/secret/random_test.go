package secret

import (
	"math/rand"
	"testing"
)

func TestWhatPeopleSpellOutIsNotRandom(t *testing.T) {
	for _, v := range []string{
		"AllowRdsExportUserToListS3Buckets", "AllowEC2InstancesToAssumeRoleV2", "DomainEventsToQueueForHMPPSServices",
		"cloud-platform-Digital-Prison-Services-97e6567cf80881a8a52290ff2c269b08", "orders-events-97e6567cf80881a8a52290ff2c269b08",
		"ListBucketForK8sServiceAccount2024", "org.springframework.boot.autoconfigure.OAuth2ResourceServerAutoConfiguration",
	} {
		if Random("sid", v) {
			t.Errorf("%q counts as random", v)
		}
	}
}

func TestNumbersScatteredInAText(t *testing.T) {
	if v := "TCFwmp9JF" + "TJ65jxqvnpqALR6NY7f"; !Random("MAGIC", v) {
		t.Errorf("%q does not count as random", v)
	}
	if v := "ConnectorWithTls12ForServiceInstancesOfVersion2AndVersion3"; Random("name", v) {
		t.Errorf("%q counts as random", v)
	}
}

// A value made by a generator must not pass for words. The generator is seeded, so that the test says the same each time.
func TestWhatAGeneratorMadeIsNotSpeltOut(t *testing.T) {
	const alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	r := rand.New(rand.NewSource(1))
	taken := 0
	for range 2000 {
		b := make([]byte, 24+r.Intn(24))
		for i := range b {
			b[i] = alphabet[r.Intn(len(alphabet))]
		}
		if spelt(string(b)) {
			taken++
		}
	}
	if taken > 2 {
		t.Errorf("%d of 2000 random texts count as spelt out", taken)
	}
}
