package terraform

import (
	"slices"
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// ownAttributes lists the attributes that a provider generates and that other resources refer to.
func ownAttributes() []string { return []string{"id", "arn", "self_link", "unique_id"} }

// volatile reports whether the server sets the attribute, so that it is no configuration.
func volatile(name string) bool {
	switch name {
	case "etag", "e_tag", "fingerprint", "last_modified", "last_updated", "latest_restorable_time", "create_date",
		"created_at", "creation_date", "creation_timestamp", "updated_at", "created_date", "create_time", "update_time",
		"resource_version", "lock_token", "metageneration", "generation", "status_updated_at":
		return true
	}
	return false
}

// isSet reports whether a list in a state has the provider's hash order, which has no meaning.
func isSet(name string) bool {
	switch name {
	case "vpc_security_group_ids", "security_groups", "security_group_ids", "subnet_ids", "subnets", "ingress", "egress",
		"cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "availability_zones", "managed_policy_arns",
		"enabled_cloudwatch_logs_exports", "parameter", "policy_arns", "alarm_actions", "ok_actions", "insufficient_data_actions",
		"actions", "resources", "identifiers", "aliases", "allowed_methods", "cached_methods", "subject_alternative_names",
		"setting", "environment_variable":
		return true
	}
	return false
}

// tidy removes volatile attributes and marks sets.
func tidy(kind string, root *snapshot.Node) {
	kept := root.Children[:0]
	for _, c := range root.Children {
		if volatile(c.Key) && !strings.HasPrefix(kind, "data.") {
			continue
		}
		kept = append(kept, c)
	}
	clear(root.Children[len(kept):])
	root.Children = kept
	effective(root, "tags", "tags_all")                               // aws, since 3.38
	effective(root, "labels", "effective_labels", "terraform_labels") // google, since 5.0
	markSets(root)
}

// effective replaces a resource's own tags by all its tags, with the provider's defaults, and removes the provider's other copies. Whether a tag
// is a default or the resource's own makes no difference.
func effective(root *snapshot.Node, own, all string, more ...string) {
	tags, every := root.Child(own), root.Child(all)
	if tags == nil || every == nil || every.Kind != snapshot.Map {
		return
	}
	made := *every
	made.Key, made.Line = own, tags.Line
	made.Children = slices.Clone(every.Children)
	for i := range tags.Children {
		if every.Child(tags.Children[i].Key) == nil { // a plan that was not applied
			made.Children = append(made.Children, tags.Children[i])
		}
	}
	slices.SortFunc(made.Children, func(a, b snapshot.Node) int { return strings.Compare(a.Key, b.Key) })
	*tags = made
	root.Children = slices.DeleteFunc(root.Children, func(c snapshot.Node) bool { return c.Key == all || slices.Contains(more, c.Key) })
}

func markSets(n *snapshot.Node) {
	for i := range n.Children {
		c := &n.Children[i]
		if c.Kind == snapshot.List && isSet(c.Key) {
			c.Flags |= snapshot.FlagSet
		}
		markSets(c)
	}
}

// resolveIDs replaces generated ids and ARNs by the address of the resource that owns them: `vpc-0f9e…` by `${module.network.aws_vpc.main.id}`.
// So two environments with the same connections are equal. An id of no resource in this state, such as another environment's, stays visible. A
// resource's own generated id is dropped.
func resolveIDs(found []snapshot.Resource) {
	owners := map[string]string{}
	for i := range found {
		r := &found[i]
		if r.Kind == "output" || strings.HasPrefix(r.Kind, "data.") {
			continue
		}
		for _, key := range ownAttributes() {
			c := r.Root.Child(key)
			if c == nil || c.Kind != snapshot.String || !generated(c.Text) {
				continue
			}
			ref := "${" + r.Source.Address + "." + key + "}"
			if old, taken := owners[c.Text]; !taken || len(ref) < len(old) && key == "id" {
				owners[c.Text] = ref
			}
		}
	}
	if len(owners) == 0 {
		return
	}
	for i := range found {
		r := &found[i]
		if r.Kind != "output" && !strings.HasPrefix(r.Kind, "data.") {
			dropOwn(&r.Root, owners, r.Source.Address)
		}
		refer(&r.Root, owners, r.Source.Address)
	}
}

// dropOwn removes a resource's own generated id and ARN. Other attributes of the same text stay: a bucket's name is its id as well.
func dropOwn(root *snapshot.Node, owners map[string]string, address string) {
	kept := root.Children[:0]
	for _, c := range root.Children {
		if slices.Contains(ownAttributes(), c.Key) && c.Kind == snapshot.String && ownedBy(owners[c.Text], address) {
			continue
		}
		kept = append(kept, c)
	}
	clear(root.Children[len(kept):])
	root.Children = kept
}

// ownedBy reports whether ref is an attribute of the resource at address.
func ownedBy(ref, address string) bool {
	return strings.HasPrefix(ref, "${"+address+".") && !strings.Contains(ref[len(address)+3:], ".")
}

func refer(n *snapshot.Node, owners map[string]string, address string) {
	if n.Kind == snapshot.String {
		if ref, ok := owners[n.Text]; ok && !ownedBy(ref, address) {
			n.Text = ref
		}
		return
	}
	for i := range n.Children {
		refer(&n.Children[i], owners, address)
	}
}

// generated reports whether s contains a generated part: a run of at least eight hexadecimal digits or at least sixteen digits and letters, with
// digits among them. An account id alone (twelve decimal digits) is none.
func generated(s string) bool {
	start := 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i] >= 'a' && s[i] <= 'z' || s[i] >= 'A' && s[i] <= 'Z') {
			continue
		}
		if generatedRun(s[start:i]) {
			return true
		}
		start = i + 1
	}
	return false
}

func generatedRun(run string) bool {
	if len(run) < 8 {
		return false
	}
	digits, letters, hex := 0, 0, true
	for i := range len(run) {
		switch c := run[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c >= 'a' && c <= 'f':
			letters++
		default:
			letters++
			hex = false
		}
	}
	if digits == 0 || letters == 0 {
		return letters == 0 && len(run) > 14 // a timestamp or a counter, not an account
	}
	return hex || len(run) >= 16 && digits >= 3
}
