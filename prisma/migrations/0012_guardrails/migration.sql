-- Guardrails: Cedar policies that people edit, each text a version that stays as it was written.

CREATE TYPE guardrail_state AS ENUM ('draft', 'shadow', 'enforced', 'retired');

CREATE TABLE guardrails (
  name       TEXT PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9_]{1,62}$'),
  source     source NOT NULL DEFAULT 'manual',
  created_at TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  created_by TEXT NOT NULL,
  revision   INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE guardrail_versions (
  guardrail  TEXT NOT NULL REFERENCES guardrails (name) ON DELETE RESTRICT ON UPDATE CASCADE,
  version    INTEGER NOT NULL CHECK (version > 0),
  text       TEXT NOT NULL,
  state      guardrail_state NOT NULL DEFAULT 'draft',
  created_at TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  created_by TEXT NOT NULL,
  moved_at   TIMESTAMPTZ(6),
  moved_by   TEXT,
  reason     TEXT,
  PRIMARY KEY (guardrail, version)
);

-- One version of a guardrail answers at a time, one is in shadow, one is being written.
CREATE UNIQUE INDEX guardrail_versions_one_open ON guardrail_versions (guardrail, state) WHERE state <> 'retired';

-- INVARIANT (next-decision): enforcing and retiring bump the configuration in their own transaction.
CREATE FUNCTION bump_guardrails() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE config_live SET version = version + 1, guardrails = guardrails + 1;
  RETURN NULL;
END $$;
CREATE TRIGGER bump_guardrails AFTER INSERT OR UPDATE OR DELETE ON guardrail_versions
  FOR EACH STATEMENT EXECUTE FUNCTION bump_guardrails();

-- What a decision's record names by its version must be readable for ever.
CREATE FUNCTION keep_guardrail_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (NEW.guardrail, NEW.version, NEW.text) IS DISTINCT FROM (OLD.guardrail, OLD.version, OLD.text) THEN
    RAISE EXCEPTION 'versions of guardrails are kept as they were written' USING ERRCODE = 'CD002';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_guardrail_text BEFORE UPDATE OR DELETE ON guardrail_versions
  FOR EACH ROW EXECUTE FUNCTION keep_guardrail_text();

-- Until when guardrails only observe an agent. Like every end it is compared in the decision.
ALTER TABLE agents ADD COLUMN observed_until TIMESTAMPTZ(6);

-- What an installation starts with: prisma/guardrails. A test compares them. From here on they are the
-- admins': nothing writes over them.
INSERT INTO guardrails (name, created_by)
VALUES ('class_shift', 'system'), ('default_permit', 'system'), ('tier_forbids', 'system'), ('tier_requires_approval', 'system');
INSERT INTO guardrail_versions (guardrail, version, state, created_by, text) VALUES
('class_shift', 1, 'enforced', 'system', $cedar$// A task does what it declared. One that declared nothing may only read.
@id("class_shift")
@outcome("escalate")
@reason("this task declared {context.task.declared}; {action} was asked")
forbid (principal, action, resource)
unless { context.task.declared.contains(resource.actionClass) };
$cedar$),
('default_permit', 1, 'enforced', 'system', $cedar$// What the hard rules leave standing is permitted, unless a guardrail forbids it. With narrower permits in
// its place, whatever none of them names is denied as `not_permitted`.
permit (principal, action, resource);
$cedar$),
('tier_forbids', 1, 'enforced', 'system', $cedar$// The tier matrix forbids it. A verdict that the matrix does not know forbids too.
@id("tier_forbids")
@outcome("deny")
@reason("a {principal.tier} agent may not {action} {resource.sensitivity} data")
forbid (principal, action, resource)
unless { context.tierVerdict == "allow" || context.tierVerdict == "escalate" };
$cedar$),
('tier_requires_approval', 1, 'enforced', 'system', $cedar$// The tier matrix asks for a person. The matrix is data: it is edited where the tiers are.
@id("tier_requires_approval")
@outcome("escalate")
@reason("a {principal.tier} agent needs a person for {action} of {resource.sensitivity} data")
forbid (principal, action, resource)
when { context.tierVerdict == "escalate" };
$cedar$);
