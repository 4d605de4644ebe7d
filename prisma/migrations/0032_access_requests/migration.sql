-- Who asked for access may want to be told what became of it. Written in the transaction of the outcome, so that
-- nothing is told that did not happen, and nothing is lost. One outcome, one delivery, whatever how often it is
-- tried. The callback itself was added before the outcome: later ones find it decided.
CREATE TABLE callback_deliveries (
  id text PRIMARY KEY DEFAULT 'cbd_' || replace(gen_random_uuid()::text, '-', ''),
  escalation_id text NOT NULL REFERENCES escalations (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  created_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  attempts integer NOT NULL DEFAULT 0,
  next_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  claimed_until timestamptz(6),
  delivered_at timestamptz(6),
  given_up_at timestamptz(6),
  last_error text,
  CONSTRAINT callback_deliveries_one_end CHECK (delivered_at IS NULL OR given_up_at IS NULL)
);
CREATE UNIQUE INDEX callback_deliveries_escalation_id_key ON callback_deliveries (escalation_id);
CREATE INDEX callback_deliveries_open ON callback_deliveries (next_at)
  WHERE delivered_at IS NULL AND given_up_at IS NULL;

CREATE FUNCTION call_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO callback_deliveries (escalation_id)
  SELECT c.id FROM changed c JOIN before b USING (id)
   WHERE b.state = 'pending' AND c.state <> 'pending' AND c.callback IS NOT NULL
     AND c.callback -> 'events' ? CASE c.state WHEN 'withdrawn' THEN 'cancelled' ELSE c.state::text END
      ON CONFLICT (escalation_id) DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER call_back AFTER UPDATE ON escalations
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION call_back();

-- INVARIANT (approval-once): nobody decides on words that change under their eyes. A wish is added once, while the
-- call waits, and so is the address to which the outcome is told.
CREATE FUNCTION wish_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was wished of escalation % stays', OLD.id USING ERRCODE = 'CD002';
END $$;
CREATE TRIGGER wish_stays BEFORE UPDATE ON escalations FOR EACH ROW
  WHEN ((OLD.wish IS NOT NULL AND NEW.wish IS DISTINCT FROM OLD.wish)
     OR (OLD.callback IS NOT NULL AND NEW.callback IS DISTINCT FROM OLD.callback)
     OR (OLD.state <> 'pending' AND (NEW.wish, NEW.callback) IS DISTINCT FROM (OLD.wish, OLD.callback)))
  EXECUTE FUNCTION wish_stays();
