-- Who is to answer for an agent must accept it; until then the agent does less.

-- AlterTable
ALTER TABLE "agents"
  ADD COLUMN "proposed_owner_id" TEXT,
  ADD COLUMN "proposed_backup_owner_id" TEXT,
  ADD COLUMN "proposed_sets_backup" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "proposed_at" TIMESTAMPTZ(6),
  ADD COLUMN "proposed_by" TEXT,
  ADD COLUMN "proposed_reason" TEXT;

-- AddForeignKey
ALTER TABLE "agents" ADD CONSTRAINT "agents_proposed_owner_id_fkey" FOREIGN KEY ("proposed_owner_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agents" ADD CONSTRAINT "agents_proposed_backup_owner_id_fkey" FOREIGN KEY ("proposed_backup_owner_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A proposal is whole or not there. The agent's version moves with these columns as with all others, so that
-- the next decision knows of it: INVARIANT (next-decision).
ALTER TABLE agents
  ADD CONSTRAINT agents_whole_proposal CHECK (
    (proposed_owner_id IS NULL) = (proposed_at IS NULL)
    AND (proposed_owner_id IS NULL) = (proposed_by IS NULL)
    AND (proposed_owner_id IS NULL) = (proposed_reason IS NULL)
    AND (proposed_owner_id IS NOT NULL OR (proposed_backup_owner_id IS NULL AND NOT proposed_sets_backup))
    AND (proposed_sets_backup OR proposed_backup_owner_id IS NULL)),
  ADD CONSTRAINT agents_proposed_is_another CHECK (
    proposed_owner_id <> owner_id AND proposed_owner_id IS DISTINCT FROM proposed_backup_owner_id
    OR proposed_owner_id IS NULL);

-- CreateIndex
CREATE INDEX "agents_proposed_owner_id_idx" ON "agents"("proposed_owner_id");

-- What an agent was handed, and what it handed on, newest first.
-- CreateIndex
CREATE INDEX "delegations_agent_id_task_id_idx" ON "delegations"("agent_id", "task_id");

-- CreateIndex
CREATE INDEX "delegations_parent_agent_id_task_id_idx" ON "delegations"("parent_agent_id", "task_id");

-- The values that an installation starts with: SHIPPED_TIERS of lib/domain/risk-tier.ts. A test compares them.
UPDATE tiers t SET rules = s.rules::jsonb || t.rules
  FROM (VALUES
    ('low', '{"onOwnerProposed": "reads_only"}'),
    ('moderate', '{"onOwnerProposed": "reads_only"}'),
    ('high', '{"onOwnerProposed": "reads_only"}'),
    ('critical', '{"onOwnerProposed": "nothing"}')) AS s (id, rules)
 WHERE t.id::text = s.id;
