package snapshot_test

import (
	"testing"

	"github.com/envparity/envparity/snapshot"
)

func TestCiphertextsAreSecretsUnderAnyName(t *testing.T) {
	for _, v := range []string{
		"ENC[AES256_GCM,data:cNXfx28HNx8=,iv:ehpZw5GGW15sOl255fAPQ6ISloFLmtC39NJ1P0F4m+A=,tag:DeDCKcbLuG07g1MBL1Wdug==,type:str]",
		"ENC[PKCS7,MIIBeQYJKoZIhvcNAQcDoIIBajCCAWYCAQAxggEhMIIBHQ]",
		"ENC(oBnXkpDGqKZOJQxDZmWlbw==)",
		"EJ[1:WGj2t4znULHT1IRveMEdvvNXqZzNBNMsJ5iZVy6Dvxs=:kA6ekF8ViYR5ZLeSmMXWsdLfWr7wn9qS:fcHQtdt6nqcNOXa97/M278RX6w==]",
		"encrypted:BDqDBibm4wsYqMpCjTQ6BsDHmMadg9K3dAt+Z9HPMfLEIRVz50hmLXPXRuDBXaJi",
		"$ANSIBLE_VAULT;1.1;AES256\n66386439653236336462626566653063336164663966303231363934653561363964363833313662\n",
		"{cipher}682bc583f4641835fa2db009355293665d2647dade3375c0ee201de2a49f7bda",
		"vault:v1:8SDd3WHDOjf7mq69CyCqYjBXAiQQAVZRkFM13ok481zoCmHnSeDX9vyf7w==",
		"v1:Ki7tqK4gVb9XwAWA:L5MCmpk9ds4nKv2GDSzt0m6ZwVBk",
		"v1:C5bKEAQ1wzE=:v1:pNkF0SGHxPlH+3w4:5mD0LE7xkRz2y5BYy3Tf8w0KFfpZtA==",
	} {
		if n := seal("host", v); n.Kind != snapshot.Secret {
			t.Errorf("%q was not sealed: %+v", v, n)
		}
	}
	for _, v := range []string{"ENC[", "ENC[a plain note]", "v1:short:x", "v1beta1", "v1.2.3", "encrypted", "vault:v1:", "EJ[]", "ENCODING(utf8)"} {
		if n := seal("host", v); n.Kind != snapshot.String {
			t.Errorf("%q is no ciphertext: %+v", v, n)
		}
	}
}

func TestWhatSopsNotesAtEverySaveIsLeftOut(t *testing.T) {
	text := func(key, s string) snapshot.Node { return snapshot.Node{Key: key, Kind: snapshot.String, Text: s} }
	tree := func(key string, children ...snapshot.Node) snapshot.Node {
		return snapshot.Node{Key: key, Kind: snapshot.Map, Children: children}
	}
	r := snapshot.Resource{Root: tree("",
		tree("sops",
			snapshot.Node{Key: "azure_kv", Kind: snapshot.List, Children: []snapshot.Node{
				tree("", text("created_at", "2025-02-06T10:14:15Z"), text("enc", "ZmsZal1T"), text("vault_url", "https://shop-prod.vault.example"), text("version", "2ba0c8e9")),
			}},
			text("encrypted_regex", "^data$"), snapshot.Node{Key: "kms", Kind: snapshot.List}, text("lastmodified", "2025-02-06T10:14:15Z"), text("mac", "ENC[AES256_GCM,data:YEQ1,iv:a,tag:b,type:str]"), text("version", "3.10.2")),
		text("version", "7"),
	)}
	snapshot.NewSealer([]byte("k")).SealResource(&r)
	sops := r.Root.Child("sops")
	if sops.Child("mac") != nil || sops.Child("version") != nil || sops.Child("lastmodified") != nil || sops.Child("kms") != nil || sops.Child("encrypted_regex") == nil {
		t.Errorf("notes: %+v", sops)
	}
	if kv := sops.Child("azure_kv").Children[0]; len(kv.Children) != 1 || kv.Children[0].Key != "vault_url" {
		t.Errorf("by which key: %+v", kv)
	}
	if r.Root.Child("version").Text != "7" {
		t.Error("a version of the document's own went, too")
	}

	flat := snapshot.Resource{Root: tree("", text("SHOP_HOST", "x"), text("sops_age__list_0__map_enc", "e"), text("sops_age__list_0__map_recipient", "age1x"), text("sops_mac", "m"), text("sops_version", "3"))}
	snapshot.NewSealer([]byte("k")).SealResource(&flat)
	if len(flat.Root.Children) != 2 || flat.Root.Child("sops_age__list_0__map_recipient") == nil {
		t.Errorf("in a dotenv file: %+v", flat.Root.Children)
	}
}
