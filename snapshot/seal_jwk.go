package snapshot

// sealJWK seals the private parts of a JSON web key, which have names of one letter (RFC 7517, 6.2.2 and 6.3.2 of RFC 7518).
func sealJWK(s *Sealer, n *Node) {
	if n.entry("kty") == nil {
		return
	}
	for i := range n.Children {
		c := &n.Children[i]
		switch c.Key {
		case "d", "p", "q", "dp", "dq", "qi", "k":
			if c.Kind == String && c.Text != "" {
				sealed := s.Seal(c.Key, c.Text, c.Line)
				sealed.File = c.File
				*c = sealed
			}
		}
	}
}
