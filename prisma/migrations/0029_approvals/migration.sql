-- A call that waits for people, who answers it, and what an answer gives.

-- 1. What the escalation was about, as it was when it was asked --------------------------------------
-- Its history must still be true when the tool, the tier or the key that asked are others.
ALTER TABLE escalations
  ADD COLUMN system_id text,
  ADD COLUMN action_class action_class,
  ADD COLUMN sensitivity sensitivity,
  ADD COLUMN tier risk_tier,
  ADD COLUMN tool_digest text,
  ADD COLUMN asked_by jsonb,
  ADD COLUMN urgent_at timestamptz(6),
  ADD COLUMN reassigned_to_id text REFERENCES users (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  ADD COLUMN claimed_by_id text REFERENCES users (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  ADD COLUMN claimed_at timestamptz(6),
  ADD COLUMN backup_asked_at timestamptz(6),
  ADD COLUMN wish jsonb,
  ADD COLUMN callback jsonb,
  ADD COLUMN broken_glass boolean NOT NULL DEFAULT false,
  ADD COLUMN glass_reviewed_by_id text REFERENCES users (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  ADD COLUMN glass_reviewed_at timestamptz(6),
  ADD COLUMN glass_review text,
  ADD CONSTRAINT escalations_claim CHECK ((claimed_by_id IS NULL) = (claimed_at IS NULL)),
  ADD CONSTRAINT escalations_glass_review
    CHECK ((glass_reviewed_by_id IS NULL) = (glass_reviewed_at IS NULL) AND (broken_glass OR glass_reviewed_at IS NULL));

UPDATE escalations e
   SET system_id = t.system_id, action_class = t.action_class, sensitivity = t.sensitivity,
       tier = a.risk_tier, tool_digest = t.digest
  FROM tools t, agents a
 WHERE t.id = e.tool_id AND a.id = e.agent_id;

-- What is to be looked at first: the share of its time that has to pass gets smaller with the tier.
CREATE FUNCTION escalation_urgency() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- To the millisecond: a page of the queue begins where the last one ended.
  NEW.urgent_at := date_trunc('milliseconds', NEW.requested_at + (NEW.expires_at - NEW.requested_at)
    / CASE NEW.tier WHEN 'critical' THEN 8 WHEN 'high' THEN 4 WHEN 'moderate' THEN 2 ELSE 1 END);
  RETURN NEW;
END $$;
CREATE TRIGGER escalation_urgency BEFORE INSERT ON escalations
  FOR EACH ROW EXECUTE FUNCTION escalation_urgency();
UPDATE escalations SET urgent_at = date_trunc('milliseconds', requested_at + (expires_at - requested_at)
    / CASE tier WHEN 'critical' THEN 8 WHEN 'high' THEN 4 WHEN 'moderate' THEN 2 ELSE 1 END);
ALTER TABLE escalations ALTER COLUMN urgent_at SET NOT NULL;
CREATE INDEX escalations_urgent ON escalations (urgent_at, id) WHERE state = 'pending';
CREATE INDEX escalations_tool_id_idx ON escalations (tool_id);
CREATE INDEX escalations_unseen_glass ON escalations (answered_at) WHERE broken_glass AND glass_reviewed_at IS NULL;

-- INVARIANT (approval-once): what is waited for never becomes another call, and gets no more time.
CREATE FUNCTION escalation_keeps_its_call() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'escalation % keeps its call and its end', OLD.id USING ERRCODE = 'CD002';
END $$;
CREATE TRIGGER escalation_keeps_its_call BEFORE UPDATE ON escalations FOR EACH ROW
  WHEN ((OLD.task_id, OLD.agent_id, OLD.tool_id, OLD.digest, OLD.arguments, OLD.decision_id, OLD.requested_at, OLD.expires_at)
        IS DISTINCT FROM
        (NEW.task_id, NEW.agent_id, NEW.tool_id, NEW.digest, NEW.arguments, NEW.decision_id, NEW.requested_at, NEW.expires_at))
  EXECUTE FUNCTION escalation_keeps_its_call();

-- 2. What people said ---------------------------------------------------------------------------------
CREATE TYPE escalation_verdict AS ENUM ('approve', 'deny');
CREATE TABLE escalation_verdicts (
  id text PRIMARY KEY,
  escalation_id text NOT NULL REFERENCES escalations (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  user_id text NOT NULL REFERENCES users (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  given_to text,
  verdict escalation_verdict NOT NULL,
  scope jsonb,
  ttl_seconds integer,
  uses integer,
  reason text NOT NULL,
  breaks_glass boolean NOT NULL DEFAULT false,
  at timestamptz(6) NOT NULL,
  CONSTRAINT escalation_verdicts_terms
    CHECK ((verdict = 'approve') = (ttl_seconds IS NOT NULL AND uses IS NOT NULL) AND (verdict = 'approve' OR scope IS NULL))
);
-- Who has approved may still deny, and nobody says the same twice.
CREATE UNIQUE INDEX escalation_verdicts_escalation_id_user_id_verdict_key
  ON escalation_verdicts (escalation_id, user_id, verdict);
CREATE INDEX escalation_verdicts_user_id_at_idx ON escalation_verdicts (user_id, at);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON escalation_verdicts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- 3. What an approval gives ---------------------------------------------------------------------------
-- A grant like any other, that is also bound to one call (its digest) or to a scope, always counts its
-- uses, and lifts the questions that were answered.
ALTER TABLE grants
  ADD COLUMN digest text,
  ADD COLUMN lifts text[] NOT NULL DEFAULT '{}',
  ADD CONSTRAINT grants_approved CHECK (escalation_id IS NULL OR uses IS NOT NULL),
  ADD CONSTRAINT grants_lift CHECK (escalation_id IS NOT NULL OR (digest IS NULL AND lifts = '{}'));

-- INVARIANT (approval-once): a use too many fails the whole batch, whatever an instance believes. With its
-- last use an approval is used, in the commit that records the decision.
CREATE FUNCTION grant_is_used() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  used grants;
BEGIN
  SELECT * INTO used FROM grants WHERE id = NEW.grant_id;
  IF used.uses < NEW.spent THEN
    RAISE EXCEPTION 'grant % has no use left', NEW.grant_id USING ERRCODE = '40001';
  END IF;
  IF used.escalation_id IS NOT NULL AND used.uses = NEW.spent THEN
    UPDATE escalations SET state = 'used' WHERE id = used.escalation_id AND state = 'approved';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER grant_is_used AFTER INSERT OR UPDATE ON grant_uses
  FOR EACH ROW EXECUTE FUNCTION grant_is_used();

-- That an approval is used up, the statement that records decisions has counted itself, and that one has
-- expired follows from the time.
CREATE OR REPLACE FUNCTION bump_answered_tasks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE task_live SET version = version + 1
   WHERE task_id IN (
     SELECT c.task_id FROM changed c JOIN before b USING (id) WHERE c.state <> b.state AND c.state NOT IN ('used', 'expired'));
  RETURN NULL;
END $$;

-- How many uses one approval may give: SHIPPED_TIERS of lib/domain/risk-tier.ts. A test compares them.
UPDATE tiers t SET rules = s.rules::jsonb || t.rules
  FROM (VALUES
    ('low', '{"maxApprovalUses": 100}'),
    ('moderate', '{"maxApprovalUses": 25}'),
    ('high', '{"maxApprovalUses": 5}'),
    ('critical', '{"maxApprovalUses": 1}')) AS s (id, rules)
 WHERE t.id::text = s.id;

-- 4. Arguments that say nothing of what a call does ------------------------------------------------------
ALTER TABLE tools ADD COLUMN incidental_arguments text[] NOT NULL DEFAULT '{}';

-- 5. What is to be told to somebody -----------------------------------------------------------------------
-- Written in the transaction of what happened, so that nothing is told that did not happen, and nothing lost.
CREATE TABLE outbox_events (
  id text PRIMARY KEY DEFAULT 'out_' || replace(gen_random_uuid()::text, '-', ''),
  at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  kind text NOT NULL,
  subject_kind text NOT NULL,
  subject_id text NOT NULL,
  details jsonb NOT NULL DEFAULT '{}',
  fanned_out_at timestamptz(6)
);
CREATE INDEX outbox_events_open ON outbox_events (at, id) WHERE fanned_out_at IS NULL;
CREATE INDEX outbox_events_subject_kind_subject_id_idx ON outbox_events (subject_kind, subject_id);

CREATE FUNCTION tell_of_escalations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO outbox_events (kind, subject_kind, subject_id)
    SELECT 'escalation.created', 'escalation', c.id FROM changed c WHERE c.state = 'pending';
  ELSE
    INSERT INTO outbox_events (kind, subject_kind, subject_id)
    SELECT 'escalation.' || c.state, 'escalation', c.id
      FROM changed c JOIN before b USING (id) WHERE c.state <> b.state;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER tell_of_escalations_insert AFTER INSERT ON escalations
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_of_escalations();
CREATE TRIGGER tell_of_escalations_update AFTER UPDATE ON escalations
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION tell_of_escalations();

-- 6. The statement that records decisions keeps what the escalation was about ------------------------------
CREATE OR REPLACE FUNCTION record_decisions_2(
  p_writer text, p_seq bigint, p_head bytea, p_config bigint, p_minute int,
  d_id text[], d_at timestamptz[], d_agent text[], d_task text[], d_tool text[], d_class text[],
  d_outcome text[], d_reason text[], d_record text[], d_until timestamptz[],
  a_id text[], a_version bigint[], a_calls int[], a_limit int[],
  t_id text[], t_agent text[], t_version bigint[], t_calls int[], t_minute_calls int[],
  t_sensitivity text[], t_untrusted boolean[], t_systems text[], t_agents text[], t_drift int[],
  c_id text[], c_agent text[], c_version bigint[],
  g_id text[], g_spent int[],
  e_row int[], e_id text[], e_digest text[], e_resource text[], e_arguments text[], e_reasons text[],
  e_until timestamptz[], t_next bigint[]
) RETURNS TABLE (
  decided_at timestamptz, config bigint, seq bigint, head bytea,
  refused text[], known text[], call_counts int[], escalations text[]
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  clock timestamptz;
  out_refused text[] := '{}';
  out_known text[];
  out_counts int[];
  out_escalations text[] := '{}';
  chain_is text[] := string_to_array(current_setting('cordon.chain', true), ' ');
  last_seq bigint := p_seq;
  last_hash bytea := p_head;
  out_seq bigint;
  out_head bytea;
  high_water timestamptz;
  last_call timestamptz;
  now_config bigint;
  found_id text;
  asked jsonb;
  stale text[];
BEGIN
  IF chain_is[1] = p_writer AND chain_is[2]::bigint > p_seq THEN
    last_seq := chain_is[2];
    last_hash := decode(chain_is[3], 'hex');
  END IF;

  -- Every look-up is one index look-up a row: a batch costs what its calls cost, not their square.
  -- Rows that somebody is changing right now are skipped, not waited for: one slow transaction must
  -- not hold up the decisions of everybody else. Their agents are refused and come with a later batch.
  SELECT array_agg(DISTINCT w.agent) INTO stale
    FROM unnest(t_id, t_agent, t_version) AS w (id, agent, version)
    LEFT JOIN LATERAL (
      SELECT l.version FROM task_live l WHERE l.task_id = w.id FOR UPDATE SKIP LOCKED) h ON true
   WHERE h.version IS DISTINCT FROM w.version;
  out_refused := out_refused || coalesce(stale, '{}');

  -- The agents' budgets. Waits only for other recording statements, and always in the order of the ids.
  SELECT array_agg(w.id) FILTER (WHERE h.calls + w.calls > w.most), array_agg(coalesce(h.calls, 0) ORDER BY w.n),
         max(h.last_call_at)
    INTO stale, out_counts, last_call
    FROM (SELECT * FROM unnest(a_id, a_calls, a_limit) WITH ORDINALITY AS u (id, calls, most, n) ORDER BY u.id) w
    LEFT JOIN LATERAL (
      SELECT CASE WHEN c.minute = p_minute THEN c.calls ELSE 0 END AS calls, c.last_call_at
        FROM agent_calls c WHERE c.agent_id = w.id FOR UPDATE) h ON true;
  out_refused := out_refused || coalesce(stale, '{}');

  -- A later snapshot than the locks: the moment of the decision, and its time.
  clock := clock_timestamp();
  SELECT c.version, c.clock_high_water INTO now_config, high_water FROM config_live c;
  -- INVARIANT (expiry-by-evaluation): what an agent was refused as ended never comes back with an earlier
  -- time. The mark of the configuration moves with the checkpoints only; each agent has its own between them.
  high_water := greatest(high_water, last_call);
  IF clock < high_water - interval '2 seconds' THEN
    RAISE EXCEPTION 'the clock went back from % to %', high_water, clock USING ERRCODE = 'CD003';
  END IF;
  IF now_config <> p_config THEN
    out_refused := a_id;
  ELSE
    SELECT array_agg(w.id) INTO stale
      FROM unnest(a_id, a_version) AS w (id, version)
      LEFT JOIN agent_live l ON l.agent_id = w.id
     WHERE w.version IS NOT NULL AND l.version IS DISTINCT FROM w.version;
    out_refused := out_refused || coalesce(stale, '{}');
    SELECT array_agg(w.agent) INTO stale
      FROM unnest(c_id, c_agent, c_version) AS w (id, agent, version)
      LEFT JOIN contexts c ON c.id = w.id
     WHERE c.version IS DISTINCT FROM w.version;
    out_refused := out_refused || coalesce(stale, '{}');
    SELECT array_agg(w.agent) INTO stale
      FROM unnest(d_agent, d_until) AS w (agent, until) WHERE w.until <= clock;
    out_refused := out_refused || coalesce(stale, '{}');
  END IF;

  SELECT array_agg(k.id) INTO out_known
    FROM unnest(d_id) AS w (id), LATERAL (SELECT d.id FROM decisions d WHERE d.id = w.id LIMIT 1) k;
  IF out_known IS NOT NULL THEN
    SELECT out_refused || array_agg(w.agent) INTO out_refused
      FROM unnest(d_id, d_agent) AS w (id, agent) WHERE w.id = ANY (out_known);
  END IF;

  -- Apply what was not refused.
  -- INVARIANT (labels-only-grow): the rows are locked, and at the versions from which these labels have grown.
  UPDATE task_live l
     SET version = w.next, calls = l.calls + w.calls, minute = p_minute, minute_calls = w.minute_calls,
         sensitivity = coalesce(w.sensitivity::sensitivity, l.sensitivity),
         untrusted = coalesce(w.untrusted, l.untrusted),
         systems = coalesce(string_to_array(w.systems, ','), l.systems),
         agents = coalesce(string_to_array(w.agents, ','), l.agents),
         drift = coalesce(w.drift, l.drift)
    FROM unnest(t_id, t_agent, t_calls, t_minute_calls, t_sensitivity, t_untrusted, t_systems, t_agents, t_drift, t_next)
         AS w (id, agent, calls, minute_calls, sensitivity, untrusted, systems, agents, drift, next)
   WHERE l.task_id = w.id AND w.agent <> ALL (out_refused);

  UPDATE agent_calls c
     SET calls = CASE WHEN c.minute = p_minute THEN c.calls ELSE 0 END + w.calls,
         minute = p_minute, last_call_at = clock
    FROM unnest(a_id, a_calls) AS w (id, calls)
   WHERE c.agent_id = w.id AND w.id <> ALL (out_refused);

  IF cardinality(g_id) > 0 THEN
    INSERT INTO grant_uses AS u (grant_id, spent)
    SELECT g.id, w.spent
      FROM unnest(g_id, g_spent) AS w (id, spent)
      JOIN grants g ON g.id = w.id
      JOIN unnest(t_id, t_agent) AS t (id, agent) ON t.id = g.task_id
     WHERE t.agent <> ALL (out_refused)
        ON CONFLICT (grant_id) DO UPDATE SET spent = u.spent + excluded.spent;
  END IF;

  -- The lock on the task's row makes looking for a pending twin and inserting one step.
  FOR i IN 1 .. coalesce(cardinality(e_row), 0) LOOP
    found_id := NULL;
    IF d_agent[e_row[i]] <> ALL (out_refused) THEN
      UPDATE escalations e SET calls = e.calls + 1
       WHERE e.task_id = d_task[e_row[i]] AND e.digest = e_digest[i] AND e.state = 'pending' AND e.expires_at > clock
      RETURNING e.id INTO found_id;
      IF found_id IS NULL THEN
        found_id := e_id[i];
        asked := d_record[e_row[i]]::jsonb;
        INSERT INTO escalations (id, digest, task_id, agent_id, tool_id, resource, arguments, reasons,
                                 decision_id, requested_at, expires_at,
                                 system_id, action_class, sensitivity, tier, tool_digest, asked_by)
        VALUES (e_id[i], e_digest[i], d_task[e_row[i]], d_agent[e_row[i]], d_tool[e_row[i]], e_resource[i],
                e_arguments[i]::jsonb, string_to_array(e_reasons[i], ','), d_id[e_row[i]], clock, e_until[i],
                asked ->> 'system', (asked ->> 'action_class')::action_class,
                (asked ->> 'sensitivity')::sensitivity, (asked ->> 'tier')::risk_tier, asked ->> 'tool_digest',
                asked -> 'caller');
      END IF;
    END IF;
    out_escalations := out_escalations || found_id;
  END LOOP;

  WITH written AS (
    INSERT INTO decisions (id, at, writer, seq, agent_id, task_id, tool_id, action_class, outcome, reason,
                           record, hash)
    SELECT w.id, w.at, p_writer, last_seq + row_number() OVER w_order, w.agent, w.task, w.tool,
           w.class::action_class, w.outcome::outcome, w.reason, w.record,
           chain(last_hash, sha256(convert_to(w.record, 'UTF8'))) OVER w_order
      FROM unnest(d_id, d_at, d_agent, d_task, d_tool, d_class, d_outcome, d_reason, d_record) WITH ORDINALITY
           AS w (id, at, agent, task, tool, class, outcome, reason, record, n)
     WHERE w.agent <> ALL (out_refused)
    WINDOW w_order AS (ORDER BY w.n ROWS UNBOUNDED PRECEDING)
    RETURNING decisions.seq AS seq, decisions.hash AS hash)
  SELECT w.seq, w.hash INTO out_seq, out_head FROM written w ORDER BY w.seq DESC LIMIT 1;
  IF out_seq IS NOT NULL THEN
    PERFORM set_config('cordon.chain', format('%s %s %s', p_writer, out_seq, encode(out_head, 'hex')), false);
  END IF;

  RETURN QUERY SELECT clock, now_config, coalesce(out_seq, last_seq), coalesce(out_head, last_hash), out_refused,
                      coalesce(out_known, '{}'), out_counts, out_escalations;
END $$;
