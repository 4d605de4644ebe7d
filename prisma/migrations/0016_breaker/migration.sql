-- The circuit breaker: an agent that is denied again and again is quarantined.

-- The values that an installation starts with: SHIPPED_TIERS of lib/domain/risk-tier.ts. A test compares them.
UPDATE tiers t SET rules = s.rules::jsonb || t.rules
  FROM (VALUES
    ('low', '{"breakerDenials": 100, "breakerWindowSeconds": 300}'),
    ('moderate', '{"breakerDenials": 60, "breakerWindowSeconds": 300}'),
    ('high', '{"breakerDenials": 40, "breakerWindowSeconds": 300}'),
    ('critical', '{"breakerDenials": 20, "breakerWindowSeconds": 300}')) AS s (id, rules)
 WHERE t.id::text = s.id;

-- What counting an agent's denials of the last minutes reads. Only a denial has a row in it.
CREATE INDEX decisions_denied ON decisions (agent_id, at) WHERE outcome = 'deny';
