-- Delegation: a running task opens a child task for another agent, which can never do more, later or deeper.

-- CreateTable
CREATE TABLE "delegations" (
    "task_id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "parent_task_id" TEXT NOT NULL,
    "parent_agent_id" TEXT NOT NULL,
    "root_task_id" TEXT NOT NULL,
    "depth" INTEGER NOT NULL,
    "delegated_at" TIMESTAMPTZ(6) NOT NULL,
    "delegated_by" TEXT NOT NULL,

    CONSTRAINT "delegations_pkey" PRIMARY KEY ("task_id")
);

-- CreateIndex
CREATE INDEX "delegations_root_task_id_idx" ON "delegations"("root_task_id");

-- AddForeignKey
ALTER TABLE "delegations" ADD CONSTRAINT "delegations_task_id_fkey" FOREIGN KEY ("task_id") REFERENCES "tasks"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON delegations
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
DO $$
BEGIN
  REVOKE UPDATE, DELETE ON delegations FROM cordon_app;
EXCEPTION WHEN undefined_object THEN NULL;
END $$;

-- Which open tasks have open children, and which an agent has: what a change of an ancestor asks for.
CREATE INDEX tasks_open_parent ON tasks (parent_task_id)
  WHERE parent_task_id IS NOT NULL AND state IN ('running', 'paused');
CREATE INDEX tasks_open_agent ON tasks (agent_id) WHERE state IN ('running', 'paused');

-- 1. A child joins its chain -----------------------------------------------------------------------

-- A task with all that stand above it, from the root; bounded, so that a loop in the rows ends.
CREATE FUNCTION chain_of(task text) RETURNS TABLE (id text, agent_id text, distance int)
LANGUAGE sql STABLE AS $$
  WITH RECURSIVE up AS (
    SELECT t.id, t.agent_id, t.parent_task_id, 0 AS distance FROM tasks t WHERE t.id = task
    UNION ALL
    SELECT t.id, t.agent_id, t.parent_task_id, up.distance + 1
      FROM up JOIN tasks t ON t.id = up.parent_task_id WHERE up.distance < 32)
  SELECT up.id, up.agent_id, up.distance FROM up ORDER BY up.distance DESC
$$;

-- Holds everything that a chain's decisions rest on, until the transaction ends. Who takes any of it away
-- meanwhile waits, and then sees the child; or this waits, and the child begins after it was taken away.
-- In between there would be a child that no change has reached. INVARIANT (next-decision)
CREATE FUNCTION hold_chain(task text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  chain text[];
  agents_of text[];
BEGIN
  SELECT array_agg(c.id), array_agg(DISTINCT c.agent_id) INTO chain, agents_of FROM chain_of(task) c;
  -- In the order in which the verbs lock: agents, people, entitlements, tasks, grants.
  PERFORM 1 FROM agents a WHERE a.id = ANY (agents_of) ORDER BY a.id FOR SHARE;
  PERFORM 1 FROM users u
    WHERE u.id IN (SELECT unnest(ARRAY[a.owner_id, a.backup_owner_id]) FROM agents a WHERE a.id = ANY (agents_of))
    ORDER BY u.id FOR SHARE;
  PERFORM 1 FROM entitlements e WHERE e.agent_id = ANY (agents_of) AND e.revoked_at IS NULL ORDER BY e.id FOR SHARE;
  PERFORM 1 FROM tasks t WHERE t.id = ANY (chain) ORDER BY t.id FOR NO KEY UPDATE;
  PERFORM 1 FROM grants g WHERE g.task_id = ANY (chain) AND g.revoked_at IS NULL ORDER BY g.id FOR SHARE;
END $$;

-- INVARIANT (attenuation): whatever code opens a child, its parent runs, it ends no later, and no agent
-- stands twice in a chain.
CREATE FUNCTION child_needs_running_parent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM hold_chain(NEW.parent_task_id);
  PERFORM 1 FROM tasks t WHERE t.id = NEW.parent_task_id AND t.state = 'running' AND t.ends_at >= NEW.ends_at;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'task % does not run as long as its child would', NEW.parent_task_id USING ERRCODE = 'CD004';
  END IF;
  IF EXISTS (SELECT 1 FROM chain_of(NEW.parent_task_id) c WHERE c.agent_id = NEW.agent_id) THEN
    RAISE EXCEPTION 'agent % stands in this chain already', NEW.agent_id USING ERRCODE = 'CD004';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER child_needs_running_parent BEFORE INSERT ON tasks
  FOR EACH ROW WHEN (NEW.parent_task_id IS NOT NULL) EXECUTE FUNCTION child_needs_running_parent();

CREATE FUNCTION record_delegation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO delegations (task_id, agent_id, parent_task_id, parent_agent_id, root_task_id, depth,
                           delegated_at, delegated_by)
  SELECT NEW.id, NEW.agent_id, p.id, p.agent_id, coalesce(d.root_task_id, p.id), coalesce(d.depth, 0) + 1,
         NEW.started_at, NEW.opened_by
    FROM tasks p LEFT JOIN delegations d ON d.task_id = p.id
   WHERE p.id = NEW.parent_task_id;
  RETURN NULL;
END $$;
CREATE TRIGGER record_delegation AFTER INSERT ON tasks
  FOR EACH ROW WHEN (NEW.parent_task_id IS NOT NULL) EXECUTE FUNCTION record_delegation();

-- A task stays the child that it was opened as.
CREATE FUNCTION refuse_other_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a task keeps its agent and its parent' USING ERRCODE = 'CD002';
END $$;
CREATE TRIGGER refuse_other_chain BEFORE UPDATE OF agent_id, parent_task_id ON tasks
  FOR EACH ROW
  WHEN (OLD.agent_id IS DISTINCT FROM NEW.agent_id OR OLD.parent_task_id IS DISTINCT FROM NEW.parent_task_id)
  EXECUTE FUNCTION refuse_other_chain();

-- 2. What is taken from an ancestor is taken from all below it -------------------------------------
-- INVARIANT (next-decision): a task's version also stands for the facts of its ancestors, which are read
-- with it. Whatever changes them moves the versions of all tasks below, in the same transaction. A decision
-- never waits for this: recording skips a task whose row is locked. A task without children pays one look
-- into an index that holds only open children.

CREATE FUNCTION bump_below(above text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  below text[];
BEGIN
  WITH RECURSIVE child AS (
    SELECT t.id FROM tasks t
     WHERE t.parent_task_id = ANY (above) AND t.parent_task_id IS NOT NULL AND t.state IN ('running', 'paused')
    UNION
    SELECT t.id FROM child c JOIN tasks t ON t.parent_task_id = c.id
     WHERE t.parent_task_id IS NOT NULL AND t.state IN ('running', 'paused'))
  SELECT array_agg(child.id) INTO below FROM child;
  IF below IS NULL THEN RETURN; END IF;
  -- Always in the order of the ids, so that two such changes wait for each other and never both.
  PERFORM 1 FROM task_live l WHERE l.task_id = ANY (below) ORDER BY l.task_id FOR NO KEY UPDATE;
  UPDATE task_live SET version = version + 1 WHERE task_id = ANY (below);
END $$;

CREATE FUNCTION bump_below_tasks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM bump_below(array_agg(DISTINCT
            CASE WHEN TG_TABLE_NAME = 'tasks' THEN to_jsonb(c) ->> 'id' ELSE to_jsonb(c) ->> 'task_id' END))
     FROM changed c;
  RETURN NULL;
END $$;
CREATE TRIGGER bump_below_tasks AFTER UPDATE ON tasks
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_below_tasks();
CREATE TRIGGER bump_below_tasks_insert AFTER INSERT ON grants
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_below_tasks();
CREATE TRIGGER bump_below_tasks_update AFTER UPDATE ON grants
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_below_tasks();
CREATE TRIGGER bump_below_tasks_delete AFTER DELETE ON grants
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_below_tasks();

CREATE FUNCTION bump_below_agents() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM bump_below(array_agg(t.id))
     FROM tasks t
    WHERE t.state IN ('running', 'paused') AND t.agent_id IN (
      SELECT CASE WHEN TG_TABLE_NAME = 'agents' THEN to_jsonb(c) ->> 'id' ELSE to_jsonb(c) ->> 'agent_id' END
        FROM changed c);
  RETURN NULL;
END $$;
CREATE TRIGGER bump_below_agents AFTER UPDATE ON agents
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_below_agents();
CREATE TRIGGER bump_below_agents_insert AFTER INSERT ON entitlements
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_below_agents();
CREATE TRIGGER bump_below_agents_update AFTER UPDATE ON entitlements
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_below_agents();
CREATE TRIGGER bump_below_agents_delete AFTER DELETE ON entitlements
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_below_agents();

CREATE FUNCTION bump_below_owned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM bump_below(array_agg(t.id))
     FROM tasks t
    WHERE t.state IN ('running', 'paused') AND t.agent_id IN (
      SELECT a.id FROM agents a JOIN changed c ON c.id IN (a.owner_id, a.backup_owner_id));
  RETURN NULL;
END $$;
CREATE TRIGGER bump_below_owned AFTER UPDATE ON users
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_below_owned();
