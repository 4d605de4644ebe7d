-- What Prisma cannot say: the guarantees that hold whatever code runs above this database.

-- 1. Values that cannot be written -----------------------------------------------------------------

-- INVARIANT (task-bound): no grant without an end, none past its task's deadline. `task_ends_at` is kept
-- equal to the task's by the foreign key (task_id, task_ends_at) -> tasks (id, ends_at) ON UPDATE CASCADE.
ALTER TABLE grants
  ADD CONSTRAINT grants_end_after_start CHECK (ends_at > starts_at),
  ADD CONSTRAINT grants_end_with_task CHECK (ends_at <= task_ends_at),
  ADD CONSTRAINT grants_uses_positive CHECK (uses IS NULL OR uses > 0);
ALTER TABLE entitlements
  ADD CONSTRAINT entitlements_end_after_start CHECK (ends_at > starts_at),
  ADD CONSTRAINT entitlements_ttl_positive CHECK (max_ttl_seconds > 0);
ALTER TABLE tasks
  ADD CONSTRAINT tasks_end_after_start CHECK (ends_at > started_at),
  ADD CONSTRAINT tasks_not_own_parent CHECK (parent_task_id <> id),
  ADD CONSTRAINT tasks_ended_at CHECK ((ended_at IS NULL) = (state IN ('running', 'paused')));
ALTER TABLE agents
  ADD CONSTRAINT agents_two_owners CHECK (backup_owner_id <> owner_id);
ALTER TABLE escalations
  ADD CONSTRAINT escalations_expire CHECK (expires_at > requested_at);
ALTER TABLE stops
  ADD CONSTRAINT stops_target CHECK ((kind = 'everything') = (target_id IS NULL));
ALTER TABLE users
  ADD CONSTRAINT users_email_lower CHECK (email = lower(email));
ALTER TABLE api_keys
  ADD CONSTRAINT api_keys_pep_bound
    CHECK (NOT ('pep' = ANY (roles)) OR cardinality(system_ids) + cardinality(agent_ids) > 0);
ALTER TABLE config_live
  ADD CONSTRAINT config_live_one_row CHECK (id = 1);

-- Prisma's lists may be NULL in SQL, and a NULL list slips through a CHECK.
ALTER TABLE users ALTER roles SET DEFAULT '{}', ALTER roles SET NOT NULL;
ALTER TABLE api_keys
  ALTER roles SET DEFAULT '{}', ALTER roles SET NOT NULL,
  ALTER system_ids SET DEFAULT '{}', ALTER system_ids SET NOT NULL,
  ALTER agent_ids SET DEFAULT '{}', ALTER agent_ids SET NOT NULL;
ALTER TABLE tools ALTER sensitive_arguments SET DEFAULT '{}', ALTER sensitive_arguments SET NOT NULL;
ALTER TABLE tasks ALTER action_classes SET DEFAULT '{}', ALTER action_classes SET NOT NULL;
ALTER TABLE entitlements
  ALTER tools SET DEFAULT '{}', ALTER tools SET NOT NULL,
  ALTER action_classes SET DEFAULT '{}', ALTER action_classes SET NOT NULL,
  ALTER resources SET DEFAULT '{}', ALTER resources SET NOT NULL;
ALTER TABLE grants
  ALTER tools SET DEFAULT '{}', ALTER tools SET NOT NULL,
  ALTER action_classes SET DEFAULT '{}', ALTER action_classes SET NOT NULL,
  ALTER resources SET DEFAULT '{}', ALTER resources SET NOT NULL;
ALTER TABLE escalations ALTER reasons SET DEFAULT '{}', ALTER reasons SET NOT NULL;

-- What is past its deadline and still open, for the bookkeeping.
CREATE INDEX tasks_open_ends_at ON tasks (ends_at) WHERE state IN ('running', 'paused');

-- One row a target may be stopped at a time; a released stop stays as history.
CREATE UNIQUE INDEX stops_open ON stops (kind, coalesce(target_id, '')) WHERE released_at IS NULL;

INSERT INTO config_live (id) VALUES (1);

-- INVARIANT (task-bound): a grant joins only a task that has not ended. FOR SHARE makes a concurrent
-- end of the task wait for this transaction, or this one see it.
CREATE FUNCTION grant_needs_open_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM tasks WHERE id = NEW.task_id AND state IN ('running', 'paused') FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'task % has ended', NEW.task_id USING ERRCODE = 'CD001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER grant_needs_open_task BEFORE INSERT ON grants
  FOR EACH ROW EXECUTE FUNCTION grant_needs_open_task();

-- 2. Versions of facts -----------------------------------------------------------------------------
-- INVARIANT (next-decision): whatever changes a fact bumps its version in the same transaction, so no
-- code path can forget. The statement that records decisions compares the versions.

CREATE FUNCTION start_agent_live() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO agent_live (agent_id) SELECT id FROM changed;
  INSERT INTO agent_calls (agent_id) SELECT id FROM changed;
  RETURN NULL;
END $$;
CREATE TRIGGER start_agent_live AFTER INSERT ON agents
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION start_agent_live();

CREATE FUNCTION start_task_live() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO task_live (task_id) SELECT id FROM changed;
  RETURN NULL;
END $$;
CREATE TRIGGER start_task_live AFTER INSERT ON tasks
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION start_task_live();

CREATE FUNCTION bump_agents() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE agent_live SET version = version + 1
   WHERE agent_id IN (
     SELECT CASE WHEN TG_TABLE_NAME = 'agents' THEN to_jsonb(c) ->> 'id' ELSE to_jsonb(c) ->> 'agent_id' END
       FROM changed c);
  RETURN NULL;
END $$;
CREATE TRIGGER bump_agents AFTER UPDATE ON agents
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_agents();
CREATE TRIGGER bump_agents_insert AFTER INSERT ON entitlements
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_agents();
CREATE TRIGGER bump_agents_update AFTER UPDATE ON entitlements
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_agents();
CREATE TRIGGER bump_agents_delete AFTER DELETE ON entitlements
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_agents();

-- An owner who is disabled or enabled changes every agent they answer for.
CREATE FUNCTION bump_owned_agents() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE agent_live SET version = version + 1
   WHERE agent_id IN (
     SELECT a.id FROM agents a JOIN changed c ON c.id IN (a.owner_id, a.backup_owner_id));
  RETURN NULL;
END $$;
CREATE TRIGGER bump_owned_agents AFTER UPDATE ON users
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_owned_agents();

CREATE FUNCTION bump_tasks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE task_live SET version = version + 1
   WHERE task_id IN (
     SELECT CASE WHEN TG_TABLE_NAME = 'tasks' THEN to_jsonb(c) ->> 'id' ELSE to_jsonb(c) ->> 'task_id' END
       FROM changed c);
  RETURN NULL;
END $$;
CREATE TRIGGER bump_tasks AFTER UPDATE ON tasks
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_tasks();
CREATE TRIGGER bump_tasks_insert AFTER INSERT ON grants
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_tasks();
CREATE TRIGGER bump_tasks_update AFTER UPDATE ON grants
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_tasks();
CREATE TRIGGER bump_tasks_delete AFTER DELETE ON grants
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_tasks();

-- Only an answer changes what a task may do; a further call that joins a pending escalation does not.
CREATE FUNCTION bump_answered_tasks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE task_live SET version = version + 1
   WHERE task_id IN (SELECT c.task_id FROM changed c JOIN before b USING (id) WHERE c.state <> b.state);
  RETURN NULL;
END $$;
CREATE TRIGGER bump_answered_tasks AFTER UPDATE ON escalations
  REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION bump_answered_tasks();

CREATE FUNCTION bump_config() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE config_live SET
    version = version + 1,
    inventory = inventory + CASE WHEN TG_ARGV[0] = 'inventory' THEN 1 ELSE 0 END,
    tiers = tiers + CASE WHEN TG_ARGV[0] = 'tiers' THEN 1 ELSE 0 END,
    stops = stops + CASE WHEN TG_ARGV[0] = 'stops' THEN 1 ELSE 0 END,
    keys = keys + CASE WHEN TG_ARGV[0] = 'keys' THEN 1 ELSE 0 END;
  RETURN NULL;
END $$;
CREATE TRIGGER bump_config AFTER INSERT OR UPDATE OR DELETE ON systems
  FOR EACH STATEMENT EXECUTE FUNCTION bump_config('inventory');
CREATE TRIGGER bump_config AFTER INSERT OR UPDATE OR DELETE ON tools
  FOR EACH STATEMENT EXECUTE FUNCTION bump_config('inventory');
CREATE TRIGGER bump_config AFTER INSERT OR UPDATE OR DELETE ON tiers
  FOR EACH STATEMENT EXECUTE FUNCTION bump_config('tiers');
CREATE TRIGGER bump_config AFTER INSERT OR UPDATE OR DELETE ON stops
  FOR EACH STATEMENT EXECUTE FUNCTION bump_config('stops');
CREATE TRIGGER bump_config AFTER INSERT OR UPDATE OR DELETE ON api_keys
  FOR EACH STATEMENT EXECUTE FUNCTION bump_config('keys');
CREATE TRIGGER bump_config AFTER UPDATE ON users
  FOR EACH STATEMENT EXECUTE FUNCTION bump_config('keys');

-- 3. Records that stay as they were written --------------------------------------------------------
-- INVARIANT (tamper-evident): a first fence against accidents. The proof is the chain and its checkpoints.

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'CD002';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON decisions
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON outcome_reports
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_links
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoints
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Links an audit event into the chain. Deferred to the commit, when every other lock of the transaction
-- is already held, so that waiting for the chain's head can never be half of a deadlock.
CREATE FUNCTION link_audit_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  head audit_links;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('cordon.audit_links'));
  SELECT * INTO head FROM audit_links ORDER BY seq DESC LIMIT 1;
  INSERT INTO audit_links (seq, event_id, hash) VALUES (
    coalesce(head.seq, 0) + 1,
    NEW.id,
    sha256(coalesce(head.hash, decode(repeat('00', 32), 'hex')) || sha256(convert_to(NEW.record, 'UTF8'))));
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER link_audit_event AFTER INSERT ON audit_events
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION link_audit_event();

-- 4. Partitions of decisions -----------------------------------------------------------------------
-- An id begins with the time at which its task began, so a range of ids is a month. A task's decisions
-- stay together, and the primary key alone makes a repeated call_id meet its first decision.

-- The ten characters of a ULID that carry its time (Crockford's base 32, lower case).
CREATE FUNCTION ulid_time(at timestamptz) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  ms bigint := floor(extract(epoch FROM at) * 1000);
  text_so_far text := '';
BEGIN
  FOR i IN 1..10 LOOP
    text_so_far := substr('0123456789abcdefghjkmnpqrstvwxyz', (ms % 32)::int + 1, 1) || text_so_far;
    ms := ms / 32;
  END LOOP;
  RETURN text_so_far;
END $$;

-- Creates the partitions of the months from `since` to `months` ahead. Safe to run at any time, by anybody.
CREATE FUNCTION ensure_decision_partitions(since timestamptz, months int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  month timestamp := date_trunc('month', since AT TIME ZONE 'UTC');
  last timestamp := date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC') + make_interval(months => months);
  name text;
  made int := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('cordon.decision_partitions'));
  WHILE month <= last LOOP
    name := 'decisions_' || to_char(month, 'YYYY_MM');
    IF to_regclass(name) IS NULL THEN
      EXECUTE format(
        'CREATE TABLE %I PARTITION OF decisions FOR VALUES FROM (%L) TO (%L)', name,
        'dec_' || ulid_time(month AT TIME ZONE 'UTC'),
        'dec_' || ulid_time((month + interval '1 month') AT TIME ZONE 'UTC'));
      EXECUTE format(
        'CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I
           FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
      made := made + 1;
    END IF;
    month := month + interval '1 month';
  END LOOP;
  RETURN made;
END $$;

-- Catches what no month covers, so that a missing partition never costs a decision.
CREATE TABLE decisions_other PARTITION OF decisions DEFAULT;
SELECT ensure_decision_partitions(clock_timestamp() - interval '2 months', 3);

-- 5. Recording decisions ---------------------------------------------------------------------------

ALTER TABLE task_live SET (fillfactor = 50);
ALTER TABLE agent_calls SET (fillfactor = 50);
ALTER TABLE agent_live SET (fillfactor = 70);
ALTER TABLE config_live SET (fillfactor = 50);
-- A clock below this mark has been set back: nothing is allowed until it has caught up.
ALTER TABLE config_live ADD COLUMN clock_high_water timestamptz NOT NULL DEFAULT '-infinity';

CREATE FUNCTION chain_step(state bytea, previous bytea, digest bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$ BEGIN RETURN sha256(coalesce(state, previous) || digest); END $$;
-- chain(previous, digest) OVER (ORDER BY …): each row's link, starting from `previous`.
CREATE AGGREGATE chain (bytea, bytea) (SFUNC = chain_step, STYPE = bytea);

-- Records a batch of decisions, or says which of them were built on facts that no longer hold.
-- All decisions of one agent in a batch stand or fall together; refused ones change nothing and are
-- decided again. `d_…` has one entry a decision, `a_…` an agent, `t_…` a task, `g_…` a spent grant,
-- `e_…` an escalation (e_row: the decision's index, from 1).
-- Plans are kept for as long as a connection lives, and one that was made while a table was empty must not
-- read it whole when it is not any more: the recording connection plans with index look-ups only.
-- The chain's head as the caller last heard of it is in `p_seq` and `p_head`. Batches that it has sent since
-- have moved the head on in the session, under `cordon.chain`; a statement that fails leaves it where it was.
-- INVARIANT (recorded-before-answered, next-decision): one statement compares the versions, inserts
-- the records and spends what they spend. Its snapshots are taken after the batch was sent, so what was
-- taken away before a decision started is seen here.
CREATE FUNCTION record_decisions_1(
  p_writer text, p_seq bigint, p_head bytea, p_config bigint, p_minute int,
  d_id text[], d_at timestamptz[], d_agent text[], d_task text[], d_tool text[], d_class text[],
  d_outcome text[], d_reason text[], d_record text[], d_until timestamptz[],
  a_id text[], a_version bigint[], a_calls int[], a_limit int[],
  t_id text[], t_agent text[], t_version bigint[], t_calls int[], t_minute_calls int[],
  g_id text[], g_spent int[],
  e_row int[], e_id text[], e_digest text[], e_resource text[], e_arguments text[], e_reasons text[],
  e_until timestamptz[]
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
  UPDATE task_live l
     SET version = l.version + 1, calls = l.calls + w.calls, minute = p_minute, minute_calls = w.minute_calls
    FROM unnest(t_id, t_agent, t_calls, t_minute_calls) AS w (id, agent, calls, minute_calls)
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

-- 6. Who may do what in this database --------------------------------------------------------------
-- Serving connections take the role `cordon_app`: no DDL, and no change to what is append-only. Where the
-- migrating user may not create roles, one user does both and the triggers above are the fence.
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'cordon_app') THEN
    BEGIN
      CREATE ROLE cordon_app NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
  END IF;
  EXECUTE format('GRANT cordon_app TO %I', current_user);
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO cordon_app', current_schema());
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO cordon_app', current_schema());
  EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA %I TO cordon_app', current_schema());
  EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO cordon_app', current_schema());
  EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT USAGE, SELECT ON SEQUENCES TO cordon_app', current_schema());
  REVOKE UPDATE, DELETE ON decisions, outcome_reports, audit_events, audit_links, checkpoints FROM cordon_app;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE NOTICE 'cordon_app could not be created: %', SQLERRM;
END $$;
