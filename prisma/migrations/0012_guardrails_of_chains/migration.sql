-- The guardrails that look at the chain of a task's actions: prisma/guardrails. A test compares them.
INSERT INTO guardrails (name, created_by) VALUES ('exfiltration_path', 'system'), ('untrusted_argument', 'system');
INSERT INTO guardrail_versions (guardrail, version, state, created_by, text) VALUES
('exfiltration_path', 1, 'enforced', 'system', $cedar$// Confidential data could leave to a less trusted zone. A person who named the destination has decided that
// it may go there; a tool that names none sends to nobody new.
@id("exfiltration_path")
@outcome("escalate")
@reason("the task has touched {context.labels.sensitivity} data, and `{resource}` is in the {resource.zone} zone")
forbid (principal, action, resource)
when
{
  principal.tier != "critical" &&
  context.leaves &&
  ["confidential", "restricted"].contains(context.labels.sensitivity)
}
unless { context.provenance.namesDestination && context.provenance.vouched };

// At `critical` only the scope's own list decides, and nobody can be asked.
@id("exfiltration_path")
@outcome("deny")
@reason("the task has touched {context.labels.sensitivity} data, and `{resource}` is in the {resource.zone} zone")
forbid (principal, action, resource)
when
{
  principal.tier == "critical" &&
  context.leaves &&
  ["confidential", "restricted"].contains(context.labels.sensitivity)
}
unless
{
  context.provenance.namesDestination &&
  ["allow_list"].containsAll(context.provenance.origins)
};
$cedar$),
('untrusted_argument', 1, 'enforced', 'system', $cedar$// Once untrusted content was taken in, what nobody vouches for may be what that content wanted. Vouched for
// is a value that the scope lists, that the purpose holds or that trusted output held; up to `moderate` also
// one from a document that the purpose points at.
@id("untrusted_argument")
@outcome("escalate")
@reason("{context.provenance.doubtful}")
forbid (principal, action, resource)
when { context.labels.untrusted && !context.provenance.vouched };
$cedar$);
