-- Periodic reviews: when what is looked at, by whom, with what evidence, and what came of it.

CREATE TYPE review_schedule_state AS ENUM ('active', 'paused');
CREATE TYPE review_slot_state AS ENUM ('claimed', 'empty', 'missed');
CREATE TYPE review_campaign_state AS ENUM ('preparing', 'open', 'closing', 'closed');
CREATE TYPE review_item_kind AS ENUM ('entitlement', 'ownership', 'tool');
CREATE TYPE review_item_state AS ENUM ('pending', 'decided', 'signed_off', 'applied', 'moot');
CREATE TYPE review_verb AS ENUM ('keep', 'narrow', 'revoke', 'hand_over', 'skip');

-- 1. Schedules --------------------------------------------------------------------------------------------
CREATE TABLE review_schedules (
  id text PRIMARY KEY,
  name text NOT NULL,
  state review_schedule_state NOT NULL DEFAULT 'active',
  covers jsonb NOT NULL,
  cadence jsonb NOT NULL,
  time_zone text NOT NULL,
  starts_at timestamptz(6) NOT NULL,
  reviewer jsonb NOT NULL,
  second_reviewer jsonb,
  duration_days integer NOT NULL,
  grace_days integer NOT NULL,
  remind_before_days integer[] NOT NULL DEFAULT '{}',
  on_silence text NOT NULL,
  -- The slot that fires next. Null: it fires on events, or never again.
  next_slot_at timestamptz(6),
  created_by_id text NOT NULL,
  created_at timestamptz(6) NOT NULL,
  source source NOT NULL DEFAULT 'manual',
  revision integer NOT NULL DEFAULT 1,
  CONSTRAINT review_schedules_days CHECK (duration_days BETWEEN 1 AND 180 AND grace_days BETWEEN 0 AND 30),
  CONSTRAINT review_schedules_silence CHECK (on_silence IN ('keep', 'revoke', 'recommendation', 'byTier'))
);
CREATE UNIQUE INDEX review_schedules_name ON review_schedules (lower(name));
CREATE INDEX review_schedules_due ON review_schedules (next_slot_at) WHERE state = 'active' AND next_slot_at IS NOT NULL;

-- 2. Campaigns --------------------------------------------------------------------------------------------
CREATE TABLE review_campaigns (
  id text PRIMARY KEY,
  schedule_id text NOT NULL REFERENCES review_schedules (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  slot timestamptz(6) NOT NULL,
  name text NOT NULL,
  state review_campaign_state NOT NULL DEFAULT 'preparing',
  -- What of the schedule holds for this run, whatever becomes of the schedule.
  terms jsonb NOT NULL,
  -- What happened, where it was not the calendar: {event, subject, at, ...}.
  cause jsonb,
  -- How far the items are made: the last subject. Null: not begun, or done.
  prepared_to text,
  opened_at timestamptz(6) NOT NULL,
  ends_at timestamptz(6) NOT NULL,
  grace_ends_at timestamptz(6) NOT NULL,
  ready_at timestamptz(6),
  reminded_at timestamptz(6)[] NOT NULL DEFAULT '{}',
  overdue_told_at timestamptz(6),
  closed_at timestamptz(6),
  closed_by_id text,
  close_reason text,
  items integer NOT NULL DEFAULT 0,
  revision integer NOT NULL DEFAULT 1,
  CONSTRAINT review_campaigns_times CHECK (opened_at < ends_at AND ends_at <= grace_ends_at),
  CONSTRAINT review_campaigns_closed CHECK ((state = 'closed') = (closed_at IS NOT NULL))
);
CREATE INDEX review_campaigns_schedule_id_slot_idx ON review_campaigns (schedule_id, slot);
CREATE INDEX review_campaigns_open ON review_campaigns (ends_at) WHERE state <> 'closed';

-- INVARIANT (once-per-slot): a slot is written once, in the transaction that creates its campaign. `cause`
-- tells apart what happened at the same instant, and is empty for the calendar.
CREATE TABLE review_slots (
  schedule_id text NOT NULL REFERENCES review_schedules (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  slot timestamptz(6) NOT NULL,
  cause text NOT NULL DEFAULT '',
  state review_slot_state NOT NULL,
  campaign_id text UNIQUE REFERENCES review_campaigns (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  at timestamptz(6) NOT NULL,
  PRIMARY KEY (schedule_id, slot, cause),
  CONSTRAINT review_slots_campaign CHECK ((state = 'claimed') = (campaign_id IS NOT NULL)),
  -- Not the milliseconds of whoever was first: the same slot is the same key everywhere.
  CONSTRAINT review_slots_whole_minute CHECK (cause <> '' OR slot = date_trunc('minute', slot))
);
CREATE TRIGGER review_slots_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON review_slots
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- 3. Items ------------------------------------------------------------------------------------------------
CREATE TABLE review_items (
  id text PRIMARY KEY,
  campaign_id text NOT NULL REFERENCES review_campaigns (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  kind review_item_kind NOT NULL,
  subject_id text NOT NULL,
  -- No reference: what was reviewed is told also when the agent is gone.
  agent_id text,
  system_id text,
  tier risk_tier NOT NULL,
  state review_item_state NOT NULL DEFAULT 'pending',
  stage integer NOT NULL DEFAULT 1,
  -- Who is asked; null: nobody was found, and admins see it.
  reviewer_id text REFERENCES users (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  is_fallback boolean NOT NULL DEFAULT false,
  -- Equal for items that may be decided together; null: one by one.
  cluster text,
  snapshot_at timestamptz(6) NOT NULL,
  subject_revision integer NOT NULL,
  subject jsonb NOT NULL,
  evidence jsonb NOT NULL,
  recommendation review_verb NOT NULL,
  recommendation_rule text NOT NULL,
  recommended_scope jsonb,
  verb review_verb,
  scope jsonb,
  owner_id text REFERENCES users (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  comment text,
  decided_by_id text REFERENCES users (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  decided_at timestamptz(6),
  seen_ms integer,
  is_bulk boolean NOT NULL DEFAULT false,
  by_silence boolean NOT NULL DEFAULT false,
  -- What the first stage said, where there are two.
  proposed jsonb,
  signed_off_by_id text REFERENCES users (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  signed_off_at timestamptz(6),
  applied_at timestamptz(6),
  effect jsonb,
  revision integer NOT NULL DEFAULT 1,
  CONSTRAINT review_items_decided CHECK ((state IN ('pending', 'moot')) OR verb IS NOT NULL),
  CONSTRAINT review_items_signed CHECK (state NOT IN ('signed_off', 'applied') OR signed_off_at IS NOT NULL),
  CONSTRAINT review_items_applied CHECK ((state = 'applied') = (applied_at IS NOT NULL AND state <> 'moot')),
  CONSTRAINT review_items_person CHECK (verb IS NULL OR by_silence OR decided_by_id IS NOT NULL)
);
CREATE UNIQUE INDEX review_items_subject ON review_items (campaign_id, kind, subject_id);
CREATE INDEX review_items_campaign_id_state_idx ON review_items (campaign_id, state);
CREATE INDEX review_items_reviewer_id_state_idx ON review_items (reviewer_id, state);
CREATE INDEX review_items_subject_id_kind_idx ON review_items (subject_id, kind);
CREATE INDEX review_items_agent_id_idx ON review_items (agent_id);
CREATE INDEX review_items_waiting ON review_items (campaign_id) WHERE state = 'signed_off';

-- An item stays what it was about, and what was applied stays applied.
CREATE FUNCTION review_item_keeps_its_subject() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'review item % keeps its subject and what was applied', OLD.id USING ERRCODE = 'CD002';
END $$;
CREATE TRIGGER review_item_keeps_its_subject BEFORE UPDATE ON review_items FOR EACH ROW
  WHEN ((OLD.campaign_id, OLD.kind, OLD.subject_id) IS DISTINCT FROM (NEW.campaign_id, NEW.kind, NEW.subject_id)
        OR OLD.state IN ('applied', 'moot') AND (OLD.state, OLD.verb, OLD.scope, OLD.decided_by_id, OLD.applied_at)
           IS DISTINCT FROM (NEW.state, NEW.verb, NEW.scope, NEW.decided_by_id, NEW.applied_at))
  EXECUTE FUNCTION review_item_keeps_its_subject();

-- Everything that was said of an item, also what was taken back.
CREATE TABLE review_verdicts (
  id text PRIMARY KEY,
  item_id text NOT NULL REFERENCES review_items (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  campaign_id text NOT NULL,
  at timestamptz(6) NOT NULL,
  user_id text REFERENCES users (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  stage integer NOT NULL,
  -- One of review_verb, or undo, sign_off, apply.
  said text NOT NULL,
  details jsonb NOT NULL DEFAULT '{}',
  seen_ms integer,
  is_bulk boolean NOT NULL DEFAULT false
);
CREATE INDEX review_verdicts_campaign_id_at_idx ON review_verdicts (campaign_id, at);
CREATE INDEX review_verdicts_item_id_idx ON review_verdicts (item_id);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON review_verdicts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- 4. Reviews that something sets off ------------------------------------------------------------------------
-- How far the chain of audit events was read. It begins at its end: what was before is history.
CREATE TABLE review_watch (
  id int PRIMARY KEY DEFAULT 1 CHECK (id = 1),
  read_to bigint NOT NULL DEFAULT 0
);
INSERT INTO review_watch (read_to) SELECT coalesce(max(seq), 0) FROM audit_links;

-- Uses of an entitlement after so long a silence that nobody expected them any more.
CREATE TABLE review_wakings (
  entitlement_id text NOT NULL,
  tool_id text NOT NULL,
  at timestamptz(6) NOT NULL,
  silent_since timestamptz(6) NOT NULL,
  taken_at timestamptz(6),
  PRIMARY KEY (entitlement_id, at)
);
CREATE INDEX review_wakings_open ON review_wakings (at) WHERE taken_at IS NULL;

CREATE FUNCTION note_waking() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  silent_since timestamptz;
BEGIN
  -- Since when nothing of it was used: the newest other use before this one, or the beginning.
  SELECT max(u.last_used_at) INTO silent_since FROM entitlement_uses u
   WHERE u.entitlement_id = NEW.entitlement_id AND u.tool_id <> NEW.tool_id;
  IF TG_OP = 'UPDATE' THEN
    silent_since := greatest(silent_since, OLD.last_used_at);
  END IF;
  IF silent_since IS NULL THEN
    SELECT e.starts_at INTO silent_since FROM entitlements e WHERE e.id = NEW.entitlement_id;
  END IF;
  IF silent_since < NEW.last_used_at - interval '60 days' AND NEW.last_used_at > clock_timestamp() - interval '1 day' THEN
    INSERT INTO review_wakings (entitlement_id, tool_id, at, silent_since)
    VALUES (NEW.entitlement_id, NEW.tool_id, NEW.last_used_at, silent_since) ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER note_waking AFTER INSERT OR UPDATE ON entitlement_uses FOR EACH ROW EXECUTE FUNCTION note_waking();

-- 5. The clockwork ------------------------------------------------------------------------------------------
-- What each job did last. Written by the job's runner, beside the job itself.
CREATE TABLE job_runs (
  job text PRIMARY KEY,
  started_at timestamptz(6) NOT NULL,
  ended_at timestamptz(6),
  succeeded_at timestamptz(6),
  duration_ms integer,
  -- Failures since the last success, with the last one's text.
  failures integer NOT NULL DEFAULT 0,
  last_error text,
  instance text NOT NULL
);

-- What an installation starts with: every agent by its tier's cadence, and what happens in between.
INSERT INTO review_schedules (id, name, covers, cadence, time_zone, starts_at, reviewer, duration_days, grace_days,
                              remind_before_days, on_silence, next_slot_at, created_by_id, created_at)
SELECT s.id, s.name, '{"what": ["entitlements", "ownership"], "filter": {}}', s.cadence::jsonb, 'UTC',
       date_trunc('day', clock_timestamp()) + interval '6 hours',
       '{"kind": "owner", "fallback": {"kind": "role", "role": "reviewer"}}', s.duration, 3, '{7,2}', 'byTier',
       CASE WHEN s.is_daily THEN date_trunc('day', clock_timestamp()) + interval '30 hours' END,
       'system', clock_timestamp()
  FROM (VALUES
    ('rvs_00000000000000000000000001', 'By tier', '{"byTier": true}', 14, true),
    ('rvs_00000000000000000000000002', 'On events', '{"events": ["owner_left", "tier_raised", "tool_changed", "system_more_sensitive", "glass_broken", "woken"]}', 7, false))
    AS s (id, name, cadence, duration, is_daily);
