-- What the console reads again and again, at ten thousand agents and a million decisions.

-- Findings and lists of entitlements come in the order of their ids.
CREATE INDEX entitlements_open_id_order ON entitlements (id COLLATE "C") WHERE revoked_at IS NULL;

-- The last minutes of all decisions. The BRIN index before it held only while rows lay in the order of their times:
-- once a vacuum has noted the room that is left in old pages, new rows fill it, and a look at the last minute then
-- reads the whole partition. Times grow, so this index grows at its end.
DROP INDEX decisions_at_idx;
CREATE INDEX decisions_at_idx ON decisions (at);

-- When records were last read to their end. What is committed a moment after its time is then read again for two
-- minutes after that, and not for as long as nothing newer is decided.
ALTER TABLE entitlement_use_state ADD COLUMN read_at timestamptz(6) NOT NULL DEFAULT 'epoch';

CREATE OR REPLACE FUNCTION note_entitlement_uses(slice interval) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  now_at timestamptz := clock_timestamp();
  since timestamptz;
  until timestamptz;
  newest timestamptz;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('cordon.entitlement_uses')) THEN
    RETURN true;
  END IF;
  SELECT CASE WHEN read_at = 'epoch' THEN read_to - interval '2 minutes'
              ELSE least(read_to, read_at - interval '2 minutes') END
    INTO since FROM entitlement_use_state;
  since := greatest(since, now_at - interval '100 days');
  LOOP
    until := least(since + slice, now_at);
    -- Each record is taken apart once: that is what this costs.
    INSERT INTO entitlement_uses AS u (entitlement_id, tool_id, action_class, last_used_at)
    SELECT r.entitlement, r.tool_id, max(r.action_class), max(r.at)
      FROM (SELECT d.record::json #>> '{answers,need,entitlement}' AS entitlement, d.tool_id, d.action_class, d.at
              FROM decisions d
             WHERE d.at > since AND d.at <= until AND d.outcome IN ('allow', 'modify')
            OFFSET 0) r
     WHERE r.entitlement IS NOT NULL
     GROUP BY 1, 2
        ON CONFLICT (entitlement_id, tool_id) DO UPDATE
       SET last_used_at = greatest(u.last_used_at, excluded.last_used_at), action_class = excluded.action_class
     WHERE u.last_used_at < excluded.last_used_at;
    IF FOUND THEN
      -- Only as far as was seen: what is put in later, and bears an older time than now, is not left out.
      SELECT max(d.at) INTO newest FROM decisions d
       WHERE d.at > since AND d.at <= until AND d.outcome IN ('allow', 'modify');
      UPDATE entitlement_use_state SET read_to = newest WHERE read_to < newest;
      EXIT WHEN until = now_at;
      RETURN false;
    END IF;
    EXIT WHEN until = now_at;
    since := until;
  END LOOP;
  UPDATE entitlement_use_state SET read_at = now_at;
  RETURN true;
END $$;
