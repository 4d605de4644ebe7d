-- What an installation knows of itself: how far it is set up, and what came of verifying its ledger.

-- CreateTable
CREATE TABLE "installation" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "tier_preset" TEXT,
    "tier_preset_at" TIMESTAMPTZ(6),
    "tier_preset_by" TEXT,
    "setup_dismissed_at" TIMESTAMPTZ(6),
    "setup_dismissed_by" TEXT,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "installation_one" CHECK ("id" = 1)
);
INSERT INTO "installation" ("id") VALUES (1);

-- CreateTable
CREATE TABLE "ledger_checks" (
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "ok" BOOLEAN NOT NULL,
    "result" JSONB NOT NULL,

    CONSTRAINT "ledger_checks_pkey" PRIMARY KEY ("kind"),
    CONSTRAINT "ledger_checks_kind" CHECK ("kind" IN ('last', 'broken')),
    CONSTRAINT "ledger_checks_broken" CHECK ("kind" = 'last' OR NOT "ok")
);

-- AlterTable: what the demo brought goes with the demo.
ALTER TABLE "api_keys" ADD COLUMN "source" "source" NOT NULL DEFAULT 'manual';
UPDATE "api_keys" SET "source" = 'demo'
 WHERE "id" IN (SELECT "subject_id" FROM "audit_events"
                 WHERE "event" = 'api-key.created' AND "actor_kind" = 'system' AND "actor_id" = 'demo');

-- CreateIndex: the audit log is searched by the beginning of an event, a subject or an actor.
CREATE INDEX "audit_events_event_at_idx" ON "audit_events"("event" text_pattern_ops, "at");
CREATE INDEX "audit_events_subject_id_idx" ON "audit_events"("subject_id" text_pattern_ops);
CREATE INDEX "audit_events_actor_id_idx" ON "audit_events"("actor_id" text_pattern_ops);
