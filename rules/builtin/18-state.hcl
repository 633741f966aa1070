# What `plan -refresh-only` finds: an environment that is not as its own state says.

rule "state-drift" {
  when    = drift.type == "terraform" && resource.kind == "drift"
  verdict = "should-fix"
  reason  = "This environment was changed outside Terraform: what is there is not what its state says, so the next apply will undo it or trip over it."
  hint    = "Bring the change into the configuration, or apply to undo it; `terraform plan -refresh-only` shows it in full."

  examples        = [{ collector = "terraform", resource = "drift/aws_instance.web", values = { staging = { instance_type = { now = "m5.large", state = "t3.small" } }, prod = null } }]
  counterexamples = [{ collector = "terraform", resource = "aws_instance/web", path = "instance_type", values = { staging = "t3.small", prod = "m5.large" } }]
}
