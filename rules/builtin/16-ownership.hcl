# Who looks after a thing, and what is written about it for people.

names "ownership-of-the-system" {
  patterns = [
    "*_business_unit",
    "*_service_area",
    "*_cost_cent*",
    "*_cost_code",
    "*_billing_code",
    "*_department",
    "*_division",
  ]
}

rule "ownership-of-the-system" {
  when    = drift.kind == "changed" && named("@ownership-of-the-system") && !like(differs_in, "space", "case") && !meant
  verdict = "should-fix"
  reason  = "One system belongs to one unit; cost and ownership reports split it in two."
  hint    = "Write the same in every environment."

  examples        = [{ path = "variable.business_unit.default", values = { staging = "HQ", prod = "Platforms" } }]
  counterexamples = [{ path = "slack_channel", values = { staging = "shop-stg", prod = "shop" } }]
}

rule "ownership-differs" {
  when       = drift.kind == "changed" && named("@people")
  verdict    = "acceptable"
  reason     = "Another team or channel looks after it there; programs do not read this."
  either_way = true

  examples        = [{ path = "slack_channel_critical_topic", values = { staging = "shop-staging-ops", prod = "shop-ops" } }]
  counterexamples = [{ path = "slack_channel_enabled", values = { staging = false, prod = true } }]
}

names "owners" { # in the text of a map of labels
  patterns = [
    "*team*",
    "*owner*",
    "*slack*",
    "*contact*",
    "*cost*",
    "*billing*",
    "*business*",
    "*department*",
  ]
}

rule "ownership-missing" {
  when    = drift.one_sided && drift.path != "" && (length(present) > 1 || length(absent) == 1) && (named("@people") && !named("@deployers") || named("tags", "*_tags")) && !meant
  verdict = "should-fix"
  reason  = "${only} ${wordlist(present)} ${verb(present, "says", "say")} who looks after this."
  hint    = "Set the same labels and tags everywhere: cost reports and on-call routing read them."

  examples        = [{ path = "default_tags.tags.slack-channel", values = { staging = "#shop", prod = null } }]
  counterexamples = [{ path = "slack_channel", values = { staging = "#shop-stg", prod = "#shop" } }, { resource = "HorizontalPodAutoscaler/api", path = "metadata.labels", values = { staging = { app = "api" }, prod = null } }, { resource = "provider_config/aws", path = "default_tags", values = { dev = null, staging = { tags = { application = "shop" } }, prod = null } }, { resource = "module/api", path = "reviewer_teams", values = { staging = null, prod = ["leads"] } }]
}

rule "ownership-missing-in-labels" {
  when    = drift.one_sided && named("labels") && (length(present) > 1 || length(absent) == 1) && (like(ref.value, "@owners") || like(other.value, "@owners")) && !meant
  verdict = "should-fix"
  reason  = "${only} ${wordlist(present)} ${verb(present, "says", "say")} who looks after this."
  hint    = "Set the same labels everywhere: cost reports and on-call routing read them."

  examples        = [{ resource = "Namespace/shop", path = "metadata.labels", values = { staging = { team = "orders" }, prod = null } }]
  counterexamples = [{ resource = "Namespace/shop", path = "metadata.labels", values = { staging = { app = "api" }, prod = null } }]
}

names "terraform-declaration" {
  patterns = [
    "description",
    "type",
    "sensitive",
    "nullable",
  ]
}

rule "terraform-declaration" {
  when       = drift.type == "terraform" && oneof(drift.kind, "missing", "extra", "changed") && named("@terraform-declaration") && oneof(resource.kind, "variable", "output")
  verdict    = "acceptable"
  reason     = "How a variable is declared, not what it is."
  either_way = true

  examples        = [{ collector = "terraform", resource = "variable/team_name", path = "description", values = { staging = "a", prod = null } }]
  counterexamples = [{ collector = "terraform", resource = "variable/team_name", path = "default", values = { staging = "a", prod = null } }]
}

rule "prose-differs" {
  when       = oneof(drift.kind, "changed", "misspelt") && named("@prose") && !(shape == "bool") && !(shape == "number")
  verdict    = "acceptable"
  reason     = "A text for people."
  either_way = true

  examples        = [{ path = "variable.team_name.description", values = { staging = "The name of your team", prod = "Name of the development team" } }]
  counterexamples = [{ path = "comments", values = { staging = true, prod = false } }]
}

rule "prose-one-sided" {
  when       = drift.one_sided && drift.path != "" && named("@prose") && !drift.variable && !(shape == "bool") && !(shape == "number") && !named("*_group_description")
  verdict    = "acceptable"
  reason     = "A text for people, which ${wordlist(absent)} ${verb(absent, "does", "do")} without."
  either_way = true

  examples        = [{ path = "variable.team_name.description", values = { staging = "The name of your team", prod = null } }]
  counterexamples = [{ path = "BANNER_TEXT", values = { staging = "This is a test", prod = null } }]
}

rule "written-otherwise" {
  when       = drift.kind == "changed" && oneof(differs_in, "space", "case") && !oneof(shape, "word", "bool") && !drift.variable
  verdict    = "acceptable"
  reason     = "The same text, with other spaces or capitals."
  either_way = true

  examples        = [{ path = "zone_caption", values = { staging = "Central  Digital", prod = "Central Digital" } }]
  counterexamples = [{ path = "MODE", values = { staging = "Strict", prod = "strict" } }]
}

rule "case-differs" {
  when    = drift.kind == "changed" && oneof(differs_in, "space", "case") && !(shape == "bool")
  verdict = "should-fix"
  reason  = "The values differ only in capitals or spaces: a typing mistake, which some programs take seriously."
  hint    = "Write it in one way."

  examples        = [{ path = "MODE", values = { staging = "Strict", prod = "strict" } }]
  counterexamples = [{ path = "MODE", values = { staging = "strict", prod = "lenient" } }]
}
