-- Who may decide an escalation: groups of approvers, the rules that name them, and who must not.

-- 1. Accounts of one person ---------------------------------------------------------------------------
-- Declared by an admin. One account names the person, and every other of theirs points at it.
ALTER TABLE users
  ADD COLUMN same_person_as text REFERENCES users (id) ON UPDATE CASCADE ON DELETE SET NULL,
  ADD CONSTRAINT users_not_its_own_twin CHECK (same_person_as <> id);
CREATE INDEX users_same_person_as_idx ON users (same_person_as);

-- INVARIANT (approval-once): no chains and no rings, so that the person behind an account is one step away.
CREATE FUNCTION one_account_names_the_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('cordon.same-person', 0));
  IF EXISTS (SELECT FROM users u WHERE u.id = NEW.same_person_as AND u.same_person_as IS NOT NULL)
     OR EXISTS (SELECT FROM users u WHERE u.same_person_as = NEW.id) THEN
    RAISE EXCEPTION 'account % cannot stand between two others of a person', NEW.id USING ERRCODE = 'CD006';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER one_account_names_the_person BEFORE INSERT OR UPDATE OF same_person_as ON users
  FOR EACH ROW WHEN (NEW.same_person_as IS NOT NULL) EXECUTE FUNCTION one_account_names_the_person();

-- 2. Whose hands a key has been in ----------------------------------------------------------------------
-- Whoever was ever shown a secret of it may have asked with it, also when it was rotated since.
ALTER TABLE api_keys ADD COLUMN shown_to text[] NOT NULL DEFAULT '{}';
UPDATE api_keys SET shown_to = ARRAY[given_to] WHERE given_to IS NOT NULL;
CREATE FUNCTION remember_who_was_shown() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.shown_to := ARRAY(
    SELECT DISTINCT u FROM unnest(CASE TG_OP WHEN 'UPDATE' THEN OLD.shown_to ELSE '{}' END || NEW.given_to) u
     WHERE u IS NOT NULL ORDER BY u);
  RETURN NEW;
END $$;
CREATE TRIGGER remember_who_was_shown BEFORE INSERT OR UPDATE ON api_keys
  FOR EACH ROW EXECUTE FUNCTION remember_who_was_shown();

-- 3. Groups, and the rules that name them ------------------------------------------------------------------
-- A group that was removed keeps its row: history names it.
CREATE TABLE approver_groups (
  id text PRIMARY KEY,
  name text NOT NULL,
  created_at timestamptz(6) NOT NULL,
  removed_at timestamptz(6),
  revision integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX approver_groups_name ON approver_groups (lower(name)) WHERE removed_at IS NULL;

CREATE TABLE approver_group_members (
  group_id text NOT NULL REFERENCES approver_groups (id) ON UPDATE CASCADE ON DELETE CASCADE,
  user_id text NOT NULL REFERENCES users (id) ON UPDATE CASCADE ON DELETE CASCADE,
  PRIMARY KEY (group_id, user_id)
);
CREATE INDEX approver_group_members_user_id_idx ON approver_group_members (user_id);

-- The first that fits names the group. Empty lists mean any.
CREATE TABLE approval_rules (
  id text PRIMARY KEY,
  position integer NOT NULL UNIQUE,
  name text NOT NULL,
  system_id text REFERENCES systems (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  tiers risk_tier[] NOT NULL DEFAULT '{}',
  action_classes action_class[] NOT NULL DEFAULT '{}',
  group_id text NOT NULL REFERENCES approver_groups (id) ON UPDATE CASCADE ON DELETE RESTRICT
);
CREATE INDEX approval_rules_group_id_idx ON approval_rules (group_id);
ALTER TABLE installation ADD COLUMN approval_rules_revision integer NOT NULL DEFAULT 1;

-- Who is asked now about a call like this: `ruleFor` of lib/domain/approval-rule.ts. A test compares them.
CREATE FUNCTION approver_group_of(system text, tier risk_tier, class action_class) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT r.group_id FROM approval_rules r
   WHERE (r.system_id IS NULL OR r.system_id = system)
     AND (r.tiers = '{}' OR coalesce(tier, 'critical') = ANY (r.tiers))
     AND (r.action_classes = '{}' OR class = ANY (r.action_classes))
   ORDER BY r.position LIMIT 1
$$;

-- While a call waits, the rules of the moment say who is asked. When it waits no longer, it keeps who was.
ALTER TABLE escalations
  ADD COLUMN group_id text REFERENCES approver_groups (id) ON UPDATE CASCADE ON DELETE RESTRICT;
CREATE FUNCTION escalation_keeps_its_group() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.group_id := approver_group_of(NEW.system_id, NEW.tier, NEW.action_class);
  RETURN NEW;
END $$;
CREATE TRIGGER escalation_keeps_its_group BEFORE UPDATE ON escalations
  FOR EACH ROW WHEN (OLD.state = 'pending' AND NEW.state <> 'pending')
  EXECUTE FUNCTION escalation_keeps_its_group();

-- 4. Who must not decide ---------------------------------------------------------------------------------
-- Whom a task is done for is free text: the addresses and ids in it, as `principalKeys` of
-- lib/domain/approver.ts reads them.
CREATE FUNCTION principal_keys(said text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT k), '{}')
    FROM regexp_split_to_table(lower(said), '[ \t\r\n<>()\[\]{},;:"''|/]+') k WHERE k <> ''
$$;

-- What somebody stands in: from people to the open tasks.
CREATE INDEX agents_proposed_backup_owner_id_idx ON agents (proposed_backup_owner_id);
CREATE INDEX tasks_open_opened_by ON tasks (opened_by) WHERE state IN ('running', 'paused');
CREATE INDEX tasks_open_principal ON tasks USING gin (principal_keys(on_behalf_of)) WITH (fastupdate = off)
  WHERE on_behalf_of IS NOT NULL AND state IN ('running', 'paused');

-- The open tasks on which these accounts must not decide: their agents', those that they opened or that are
-- done for them, and every task that these delegated to. The same as `loadApproversOf`, from the other end.
CREATE FUNCTION tasks_in_hands(accounts text[]) RETURNS TABLE (task_id text, user_id text)
LANGUAGE sql STABLE AS $$
  WITH RECURSIVE own AS MATERIALIZED (
    SELECT a.id AS agent_id, a.owner_id AS user_id FROM agents a WHERE a.owner_id = ANY (accounts)
    UNION SELECT a.id, a.backup_owner_id FROM agents a WHERE a.backup_owner_id = ANY (accounts)
    UNION SELECT a.id, a.proposed_owner_id FROM agents a WHERE a.proposed_owner_id = ANY (accounts)
    UNION SELECT a.id, a.proposed_backup_owner_id FROM agents a WHERE a.proposed_backup_owner_id = ANY (accounts)
  ), openers AS MATERIALIZED (
    SELECT u AS id, u AS user_id FROM unnest(accounts) u
    UNION SELECT k.id, k.user_id FROM api_keys k WHERE k.user_id = ANY (accounts)
    UNION SELECT k.id, s FROM api_keys k, unnest(k.shown_to) s WHERE k.shown_to && accounts AND s = ANY (accounts)
  ), down (task_id, user_id) AS (
    SELECT t.id, o.user_id FROM own o JOIN tasks t ON t.agent_id = o.agent_id AND t.state IN ('running', 'paused')
    UNION
    SELECT t.id, o.user_id FROM openers o JOIN tasks t ON t.opened_by = o.id AND t.state IN ('running', 'paused')
    UNION
    SELECT t.id, u.id FROM users u JOIN tasks t
        ON t.on_behalf_of IS NOT NULL AND t.state IN ('running', 'paused')
       AND principal_keys(t.on_behalf_of) && ARRAY[u.email, lower(u.id)]
     WHERE u.id = ANY (accounts)
    UNION
    SELECT t.id, d.user_id FROM down d JOIN tasks t
        ON t.parent_task_id = d.task_id AND t.state IN ('running', 'paused')
  )
  SELECT d.task_id, d.user_id FROM down d
$$;

-- Holds who answers for a chain's agents, the accounts that decide, and the rules and groups, until the
-- transaction ends: whoever changes any of it waits, or this waits and sees the change. In the order in which
-- the verbs lock: agents, people.
CREATE FUNCTION hold_approvers(task text, deciders text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM agents a WHERE a.id IN (SELECT c.agent_id FROM chain_of(task) c) ORDER BY a.id FOR SHARE;
  PERFORM 1 FROM users u WHERE u.id = ANY (deciders) ORDER BY u.id FOR SHARE;
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('cordon.approval-rules', 0));
END $$;
