package snapshot

import (
	"encoding/base64"

	"github.com/envparity/envparity/snapshot/secret"
)

// sealObject seals the data of a Kubernetes Secret, with any keys and from any collector.
func (s *Sealer) sealObject(n *Node) {
	for _, field := range [...]string{"data", "stringData"} {
		data := n.Child(field)
		if data == nil {
			continue
		}
		for i := range data.Children {
			c := &data.Children[i]
			if c.Kind == Secret || c.Kind == Unknown || !c.Scalar() {
				continue
			}
			value := c.Text
			if field == "data" {
				if raw, err := base64.StdEncoding.DecodeString(value); err == nil {
					s.Fingerprint(value) // remembered in this form too, for Scrub
					value = string(raw)
				}
			}
			sealed := s.SealData(c.Key, value, c.Line)
			sealed.File, sealed.Flags = c.File, sealed.Flags|c.Flags
			*c = sealed
		}
	}
}

// SealData is Seal for the data of a Kubernetes Secret. A certificate is public and stays readable.
func (s *Sealer) SealData(key, value string, line int32) Node {
	if secret.Certificates(value) {
		return Node{Key: key, Kind: String, Line: line, Text: value}
	}
	return s.Seal(key, value, line)
}
