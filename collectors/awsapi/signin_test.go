package awsapi

import (
	"crypto/sha1" //nolint:gosec // as the AWS tools name a file
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// TestCredentialsOfTheMachine signs in as a program on an instance or in a container does: the SDK asks an address of the machine, which no
// list of read-only operations names.
func TestCredentialsOfTheMachine(t *testing.T) {
	const credentials = `{"Code":"Success","AccessKeyId":"AKIDEXAMPLE","SecretAccessKey":"x","Token":"y","Expiration":"2099-01-01T00:00:00Z"}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/latest/api/token":
			w.Header().Set("X-Aws-Ec2-Metadata-Token-Ttl-Seconds", "21600")
			_, _ = w.Write([]byte("token"))
		case "/latest/meta-data/iam/security-credentials/":
			_, _ = w.Write([]byte("role"))
		case "/latest/meta-data/iam/security-credentials/role", "/task":
			_, _ = w.Write([]byte(credentials))
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	for name, variables := range map[string]map[string]string{
		"an instance's role": {"AWS_EC2_METADATA_SERVICE_ENDPOINT": server.URL},
		"a container's role": {"AWS_CONTAINER_CREDENTIALS_FULL_URI": server.URL + "/task"},
	} {
		t.Run(name, func(t *testing.T) {
			nowhere := filepath.Join(t.TempDir(), "none")
			for _, v := range []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_EC2_METADATA_DISABLED"} {
				t.Setenv(v, "")
			}
			t.Setenv("AWS_CONFIG_FILE", nowhere)
			t.Setenv("AWS_SHARED_CREDENTIALS_FILE", nowhere)
			for k, v := range variables {
				t.Setenv(k, v)
			}
			cfg, err := Load(t.Context(), Settings{Regions: []string{"eu-west-1"}}, Operations{})
			if err != nil {
				t.Fatal(err)
			}
			got, err := cfg.Credentials.Retrieve(t.Context())
			if err != nil || got.AccessKeyID != "AKIDEXAMPLE" {
				t.Errorf("signed in as %q: %v", got.AccessKeyID, err)
			}
		})
	}
}

// TestWhatSignsInDoesNotGoToTheEndpointOfTheConfig signs in by SSO with a config that names an endpoint for what is read: the token of the person is for
// AWS, and not for whom a config names. The region is none, so that nothing reaches AWS either.
func TestWhatSignsInDoesNotGoToTheEndpointOfTheConfig(t *testing.T) {
	const start = "https://shop.awsapps.com/start"
	var asked atomic.Int64
	endpoint := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer endpoint.Close()
	home := t.TempDir()
	cache := filepath.Join(home, ".aws", "sso", "cache")
	if err := os.MkdirAll(cache, 0o700); err != nil {
		t.Fatal(err)
	}
	sum := sha1.Sum([]byte(start)) //nolint:gosec // as the AWS tools name the file
	for name, text := range map[string]string{
		filepath.Join(cache, hex.EncodeToString(sum[:])+".json"): `{"accessToken":"planted-sso-token","expiresAt":"2099-01-01T00:00:00Z","region":"nowhere-1","startUrl":"` + start + `"}`,
		filepath.Join(home, "config"):                            "[profile sso]\nsso_start_url = " + start + "\nsso_region = nowhere-1\nsso_account_id = 123456789012\nsso_role_name = reader\nregion = eu-west-1\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for k, v := range map[string]string{
		"HOME": home, "AWS_CONFIG_FILE": filepath.Join(home, "config"), "AWS_SHARED_CREDENTIALS_FILE": filepath.Join(home, "none"), "AWS_MAX_ATTEMPTS": "1",
		"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_PROFILE": "", "AWS_WEB_IDENTITY_TOKEN_FILE": "", "AWS_EC2_METADATA_DISABLED": "true",
	} {
		t.Setenv(k, v)
	}
	cfg, err := Load(t.Context(), Settings{Profile: "sso", Endpoint: endpoint.URL}, Operations{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = cfg.Credentials.Retrieve(t.Context())
	if err == nil || !strings.Contains(err.Error(), "portal.sso.nowhere-1") || asked.Load() != 0 {
		t.Errorf("%d requests to sign in reached the endpoint of the config: %v", asked.Load(), err)
	}
	if cfg.BaseEndpoint == nil || *cfg.BaseEndpoint != endpoint.URL {
		t.Errorf("what is read is asked of %v", cfg.BaseEndpoint)
	}
}
