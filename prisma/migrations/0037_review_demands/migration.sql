-- What a tier asks of an access review was the code's, and is now the tier's: the values are SHIPPED_TIERS of
-- lib/domain/risk-tier.ts, which are what the code said before. A test compares them.
UPDATE tiers t SET rules = s.rules::jsonb || t.rules
  FROM (VALUES
    ('low', '{"reviewComment": "optional", "reviewOwn": "allowed", "reviewInBulk": "allowed"}'),
    ('moderate', '{"reviewComment": "optional", "reviewOwn": "allowed", "reviewInBulk": "allowed"}'),
    ('high', '{"reviewComment": "required", "reviewOwn": "forbidden", "reviewInBulk": "forbidden"}'),
    ('critical', '{"reviewComment": "required", "reviewOwn": "forbidden", "reviewInBulk": "forbidden"}')) AS s (id, rules)
 WHERE t.id::text = s.id;

-- That silence is about to speak is told once.
ALTER TABLE review_campaigns ADD COLUMN silence_told_at timestamptz(6);
