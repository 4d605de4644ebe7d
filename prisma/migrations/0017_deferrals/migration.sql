-- Calls that were put off until something is known, and when that ends in a denial.

-- CreateTable
CREATE TABLE "deferrals" (
    "id" TEXT NOT NULL,
    "task_id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "tool_id" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "reasons" TEXT[],
    "decision_id" TEXT NOT NULL,
    "calls" INTEGER NOT NULL DEFAULT 1,
    "deferred_at" TIMESTAMPTZ(6) NOT NULL,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "resolved_at" TIMESTAMPTZ(6),
    "resolved_by" TEXT,

    CONSTRAINT "deferrals_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "deferrals_end" CHECK ("expires_at" > "deferred_at"),
    CONSTRAINT "deferrals_resolved" CHECK (("resolved_at" IS NULL) = ("resolved_by" IS NULL))
);

-- CreateIndex
CREATE UNIQUE INDEX "deferrals_task_id_digest_key" ON "deferrals"("task_id", "digest");

-- CreateIndex
CREATE INDEX "deferrals_expires_at_idx" ON "deferrals"("expires_at");

-- AddForeignKey
ALTER TABLE "deferrals" ADD CONSTRAINT "deferrals_task_id_fkey" FOREIGN KEY ("task_id") REFERENCES "tasks"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Whoever decides on this task next must know that the clock of the call is running.
CREATE TRIGGER bump_tasks_insert AFTER INSERT ON deferrals
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_tasks();

-- INVARIANT (expiry-by-evaluation): nobody gives a deferred call more time, or another beginning.
CREATE FUNCTION deferral_keeps_its_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'deferral % keeps its call and its end', OLD.id USING ERRCODE = 'CD002';
END $$;
CREATE TRIGGER deferral_keeps_its_end BEFORE UPDATE ON deferrals FOR EACH ROW
  WHEN ((OLD.task_id, OLD.digest, OLD.deferred_at, OLD.expires_at)
        IS DISTINCT FROM (NEW.task_id, NEW.digest, NEW.deferred_at, NEW.expires_at))
  EXECUTE FUNCTION deferral_keeps_its_end();
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON deferrals
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
