-- The task whose token made a context: a task makes no more than a few, whatever tokens it takes.
ALTER TABLE "contexts" ADD COLUMN "made_in_task" TEXT;
CREATE INDEX "contexts_made_in_task" ON "contexts" ("made_in_task") WHERE "made_in_task" IS NOT NULL;
