-- When what of an entitlement was used last: bookkeeping beside the live path, taken from what is recorded. Findings
-- read it, because asking a million records anew for each page would take minutes.
CREATE TABLE entitlement_uses (
  entitlement_id text NOT NULL,
  tool_id text NOT NULL,
  action_class action_class,
  last_used_at timestamptz(6) NOT NULL,
  CONSTRAINT entitlement_uses_pkey PRIMARY KEY (entitlement_id, tool_id)
);
-- Up to which time records have been read. Whoever puts older records in afterwards sets it back to 'epoch'.
CREATE TABLE entitlement_use_state (
  id int PRIMARY KEY DEFAULT 1 CHECK (id = 1),
  read_to timestamptz(6) NOT NULL DEFAULT 'epoch'
);
INSERT INTO entitlement_use_state DEFAULT VALUES;

-- Takes in what was recorded since the last time, at most `slice` at once; answers whether that was all. A record is
-- committed a moment after its time, so the last two minutes are read again. One at a time does it; the others go on.
CREATE FUNCTION note_entitlement_uses(slice interval) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  now_at timestamptz := clock_timestamp();
  since timestamptz;
  until timestamptz;
  newest timestamptz;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('cordon.entitlement_uses')) THEN
    RETURN true;
  END IF;
  SELECT read_to INTO since FROM entitlement_use_state;
  since := greatest(since, now_at - interval '100 days') - interval '2 minutes';
  LOOP
    until := least(since + slice, now_at);
    INSERT INTO entitlement_uses AS u (entitlement_id, tool_id, action_class, last_used_at)
    SELECT d.record::json #>> '{answers,need,entitlement}', d.tool_id, max(d.action_class), max(d.at)
      FROM decisions d
     WHERE d.at > since AND d.at <= until AND d.outcome IN ('allow', 'modify')
       AND d.record::json #>> '{answers,need,entitlement}' IS NOT NULL
     GROUP BY 1, 2
        ON CONFLICT (entitlement_id, tool_id) DO UPDATE
       SET last_used_at = greatest(u.last_used_at, excluded.last_used_at), action_class = excluded.action_class
     WHERE u.last_used_at < excluded.last_used_at;
    IF FOUND THEN
      -- Only as far as was seen: what is put in later, and bears an older time than now, is not left out.
      SELECT max(d.at) INTO newest FROM decisions d
       WHERE d.at > since AND d.at <= until AND d.outcome IN ('allow', 'modify');
      UPDATE entitlement_use_state SET read_to = newest WHERE read_to < newest;
      RETURN until = now_at;
    END IF;
    EXIT WHEN until = now_at;
    since := until;
  END LOOP;
  RETURN true;
END $$;

-- What lives now is what is looked at after every task has ended.
CREATE INDEX grants_not_revoked ON grants (ends_at) WHERE revoked_at IS NULL;
