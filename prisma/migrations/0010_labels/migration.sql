-- Labels of tasks and contexts, and the values that a task has seen.

-- 1. Where they are kept ----------------------------------------------------------------------------

ALTER TABLE task_live
  ADD COLUMN sensitivity sensitivity NOT NULL DEFAULT 'public',
  ADD COLUMN untrusted boolean NOT NULL DEFAULT false,
  ADD COLUMN systems text[] NOT NULL DEFAULT '{}',
  ADD COLUMN agents text[] NOT NULL DEFAULT '{}',
  ADD COLUMN drift int NOT NULL DEFAULT 0,
  ADD COLUMN salt uuid NOT NULL DEFAULT gen_random_uuid(),
  ADD COLUMN person_purpose text;

CREATE TABLE contexts (
  id text PRIMARY KEY,
  name text NOT NULL,
  sensitivity sensitivity NOT NULL DEFAULT 'public',
  untrusted boolean NOT NULL DEFAULT false,
  systems text[] NOT NULL DEFAULT '{}',
  agents text[] NOT NULL DEFAULT '{}',
  version bigint NOT NULL DEFAULT 1,
  created_by text NOT NULL,
  created_at timestamptz(6) NOT NULL,
  revision int NOT NULL DEFAULT 1
);

CREATE TYPE label_cause AS ENUM ('write', 'relabel');
CREATE TYPE label_target AS ENUM ('task', 'context');
CREATE TABLE label_changes (
  id text PRIMARY KEY,
  at timestamptz(6) NOT NULL,
  target_kind label_target NOT NULL,
  target_id text NOT NULL,
  cause label_cause NOT NULL,
  task_id text,
  agent_id text,
  decision_id text,
  actor_id text,
  actor_name text,
  reason text,
  before jsonb NOT NULL,
  after jsonb NOT NULL,
  -- The transaction that wrote it: only in the same one may labels be lowered.
  transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
  CONSTRAINT label_changes_relabel CHECK (
    cause <> 'relabel' OR (actor_id IS NOT NULL AND actor_name IS NOT NULL AND length(trim(reason)) > 0)),
  CONSTRAINT label_changes_write CHECK (
    cause <> 'write' OR (task_id IS NOT NULL AND agent_id IS NOT NULL AND decision_id IS NOT NULL))
);
CREATE INDEX label_changes_target_kind_target_id_id_idx ON label_changes (target_kind, target_id, id);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON label_changes
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TYPE value_kind AS ENUM ('trusted', 'pointed_at', 'untrusted', 'instructed');
CREATE TABLE task_values (
  task_id text NOT NULL,
  decision_id text NOT NULL,
  kind value_kind NOT NULL,
  hashes bytea NOT NULL,
  PRIMARY KEY (task_id, decision_id, kind)
);
-- Values from elsewhere change what a task may do, like its grants.
CREATE TRIGGER bump_tasks_insert AFTER INSERT ON task_values
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_tasks();

-- A task that is running has a past: what its decisions let through counts.
UPDATE task_live l
   SET sensitivity = past.sensitivity, untrusted = past.untrusted, systems = past.systems, agents = past.agents
  FROM (SELECT k.id, max(t.sensitivity) AS sensitivity, bool_or(t.returns_untrusted) AS untrusted,
               array_agg(DISTINCT t.system_id ORDER BY t.system_id) AS systems, ARRAY[k.agent_id] AS agents
          FROM tasks k
          JOIN decisions d ON d.task_id = k.id AND d.outcome IN ('allow', 'modify')
               AND d.id >= 'dec_' || substr(k.id, 5, 13) AND d.id < 'dec_' || substr(k.id, 5, 13) || '~'
          JOIN tools t ON t.id = d.tool_id
         WHERE k.state IN ('running', 'paused')
         GROUP BY k.id) past
 WHERE l.task_id = past.id;

-- 2. Labels only grow -------------------------------------------------------------------------------

-- INVARIANT (labels-only-grow): whoever writes here, less than before is refused, unless a person has put
-- their name and reason to it in the same transaction. Whatever changes is seen by the next decision.
CREATE FUNCTION labels_only_grow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  target label_target := TG_ARGV[0];
  grown text := coalesce(to_jsonb(NEW) ->> 'task_id', to_jsonb(NEW) ->> 'id');
BEGIN
  IF NEW.version = OLD.version THEN NEW.version := OLD.version + 1; END IF;
  IF NEW.sensitivity < OLD.sensitivity OR NEW.untrusted < OLD.untrusted
     OR NOT NEW.systems @> OLD.systems OR NOT NEW.agents @> OLD.agents
     OR (to_jsonb(NEW) ->> 'drift')::int < (to_jsonb(OLD) ->> 'drift')::int THEN
    PERFORM 1 FROM label_changes c
      WHERE c.target_kind = target AND c.target_id = grown
        AND c.cause = 'relabel' AND c.transaction = pg_current_xact_id();
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the labels of % % only grow', target, grown USING ERRCODE = 'CD005';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER labels_only_grow BEFORE UPDATE ON task_live FOR EACH ROW
  WHEN ((OLD.sensitivity, OLD.untrusted, OLD.systems, OLD.agents, OLD.drift)
        IS DISTINCT FROM (NEW.sensitivity, NEW.untrusted, NEW.systems, NEW.agents, NEW.drift))
  EXECUTE FUNCTION labels_only_grow('task');
CREATE TRIGGER labels_only_grow BEFORE UPDATE ON contexts FOR EACH ROW
  WHEN ((OLD.sensitivity, OLD.untrusted, OLD.systems, OLD.agents)
        IS DISTINCT FROM (NEW.sensitivity, NEW.untrusted, NEW.systems, NEW.agents))
  EXECUTE FUNCTION labels_only_grow('context');

-- A context that is gone could come back without its labels.
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON contexts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- 3. Recording decisions ----------------------------------------------------------------------------

-- Like `record_decisions_1`, which an older binary beside this one still calls; and the labels that the
-- tasks have after it, NULL where they are as before. `c_…` has one entry a context that an agent's calls read.
-- `t_next` is the version that a task has after it. It is drawn by lot, so that it stands there only if this very
-- batch was written: one that was built on what this one would leave must not be taken for one that was built on
-- somebody else's change, which would have moved a counter just as far.
CREATE FUNCTION record_decisions_2(
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
        INSERT INTO escalations (id, digest, task_id, agent_id, tool_id, resource, arguments, reasons,
                                 decision_id, requested_at, expires_at)
        VALUES (e_id[i], e_digest[i], d_task[e_row[i]], d_agent[e_row[i]], d_tool[e_row[i]], e_resource[i],
                e_arguments[i]::jsonb, string_to_array(e_reasons[i], ','), d_id[e_row[i]], clock, e_until[i]);
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

-- 4. Who may do what --------------------------------------------------------------------------------
DO $$
BEGIN
  REVOKE UPDATE, DELETE ON label_changes FROM cordon_app;
  REVOKE DELETE ON contexts FROM cordon_app;
EXCEPTION WHEN undefined_object OR insufficient_privilege THEN
  RAISE NOTICE 'the triggers are the fence: %', SQLERRM;
END $$;
