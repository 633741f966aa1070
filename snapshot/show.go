package snapshot

import "encoding/json"

// MarshalJSON writes r with its tree, packed or not. It is for people and tests; a snapshot's file has another form.
func (r Resource) MarshalJSON() ([]byte, error) {
	type plain Resource // without this method
	out := plain(r)
	out.Root, out.packed = *r.Tree(), ""
	return json.Marshal(out)
}

// String returns r as MarshalJSON writes it.
func (r Resource) String() string {
	text, err := json.Marshal(r)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
