-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "agent_state" AS ENUM ('draft', 'active', 'quarantined', 'retired');

-- CreateEnum
CREATE TYPE "autonomy" AS ENUM ('assisted', 'supervised', 'autonomous');

-- CreateEnum
CREATE TYPE "activation" AS ENUM ('automatic', 'approval');

-- CreateEnum
CREATE TYPE "role" AS ENUM ('admin', 'approver', 'reviewer', 'auditor', 'pep');

-- CreateEnum
CREATE TYPE "risk_tier" AS ENUM ('low', 'moderate', 'high', 'critical');

-- CreateEnum
CREATE TYPE "action_class" AS ENUM ('read', 'write', 'delete', 'execute', 'send', 'admin');

-- CreateEnum
CREATE TYPE "sensitivity" AS ENUM ('public', 'internal', 'confidential', 'restricted');

-- CreateEnum
CREATE TYPE "environment" AS ENUM ('development', 'test', 'staging', 'production');

-- CreateEnum
CREATE TYPE "source" AS ENUM ('manual', 'import', 'demo');

-- CreateEnum
CREATE TYPE "outcome" AS ENUM ('allow', 'modify', 'escalate', 'defer', 'deny');

-- CreateEnum
CREATE TYPE "report_status" AS ENUM ('succeeded', 'failed', 'not_executed');

-- CreateEnum
CREATE TYPE "stop_kind" AS ENUM ('agent', 'system', 'tool', 'owner', 'tier', 'everything');

-- CreateEnum
CREATE TYPE "system_kind" AS ENUM ('mcp', 'http', 'database', 'saas');

-- CreateEnum
CREATE TYPE "zone" AS ENUM ('internal', 'partner', 'external');

-- CreateEnum
CREATE TYPE "tool_state" AS ENUM ('unreviewed', 'reviewed', 'blocked');

-- CreateEnum
CREATE TYPE "task_state" AS ENUM ('running', 'paused', 'completed', 'failed', 'cancelled', 'expired');

-- CreateEnum
CREATE TYPE "escalation_state" AS ENUM ('pending', 'approved', 'denied', 'expired', 'withdrawn', 'used');

-- CreateTable
CREATE TABLE "agents" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "backup_owner_id" TEXT,
    "risk_tier" "risk_tier" NOT NULL,
    "autonomy" "autonomy" NOT NULL,
    "environment" "environment" NOT NULL,
    "state" "agent_state" NOT NULL DEFAULT 'draft',
    "source" "source" NOT NULL DEFAULT 'manual',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "review_due_at" TIMESTAMPTZ(6),
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "agents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "entitlements" (
    "id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "system_id" TEXT NOT NULL,
    "tools" TEXT[],
    "action_classes" "action_class"[],
    "resources" TEXT[],
    "max_sensitivity" "sensitivity" NOT NULL,
    "arguments" JSONB NOT NULL DEFAULT '{}',
    "activation" "activation" NOT NULL,
    "max_ttl_seconds" INTEGER NOT NULL,
    "starts_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ends_at" TIMESTAMPTZ(6) NOT NULL,
    "reason" TEXT NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(6),
    "revoke_reason" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "entitlements_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "decisions" (
    "id" TEXT COLLATE "C" NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "writer" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "task_id" TEXT,
    "tool_id" TEXT NOT NULL,
    "action_class" "action_class",
    "outcome" "outcome" NOT NULL,
    "reason" TEXT NOT NULL,
    "record" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "decisions_pkey" PRIMARY KEY ("id")
) PARTITION BY RANGE ("id");

-- CreateTable
CREATE TABLE "outcome_reports" (
    "decision_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "status" "report_status" NOT NULL,
    "reported_by" TEXT NOT NULL,
    "record" TEXT NOT NULL,

    CONSTRAINT "outcome_reports_pkey" PRIMARY KEY ("decision_id")
);

-- CreateTable
CREATE TABLE "audit_events" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "event" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "record" TEXT NOT NULL,

    CONSTRAINT "audit_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_links" (
    "seq" BIGINT NOT NULL,
    "event_id" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_links_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "checkpoints" (
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "record" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,
    "signature" TEXT NOT NULL,

    CONSTRAINT "checkpoints_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "signing_keys" (
    "id" TEXT NOT NULL,
    "public_jwk" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retired_at" TIMESTAMPTZ(6),

    CONSTRAINT "signing_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "actor_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_digest" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "body" TEXT NOT NULL,
    "location" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("actor_id","key")
);

-- CreateTable
CREATE TABLE "config_live" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "version" BIGINT NOT NULL DEFAULT 1,
    "inventory" BIGINT NOT NULL DEFAULT 1,
    "tiers" BIGINT NOT NULL DEFAULT 1,
    "stops" BIGINT NOT NULL DEFAULT 1,
    "keys" BIGINT NOT NULL DEFAULT 1,
    "guardrails" BIGINT NOT NULL DEFAULT 1,

    CONSTRAINT "config_live_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agent_live" (
    "agent_id" TEXT NOT NULL,
    "version" BIGINT NOT NULL DEFAULT 1,

    CONSTRAINT "agent_live_pkey" PRIMARY KEY ("agent_id")
);

-- CreateTable
CREATE TABLE "agent_calls" (
    "agent_id" TEXT NOT NULL,
    "minute" INTEGER NOT NULL DEFAULT 0,
    "calls" INTEGER NOT NULL DEFAULT 0,
    "last_call_at" TIMESTAMPTZ(6),

    CONSTRAINT "agent_calls_pkey" PRIMARY KEY ("agent_id")
);

-- CreateTable
CREATE TABLE "task_live" (
    "task_id" TEXT NOT NULL,
    "version" BIGINT NOT NULL DEFAULT 1,
    "calls" INTEGER NOT NULL DEFAULT 0,
    "minute" INTEGER NOT NULL DEFAULT 0,
    "minute_calls" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "task_live_pkey" PRIMARY KEY ("task_id")
);

-- CreateTable
CREATE TABLE "stops" (
    "id" TEXT NOT NULL,
    "kind" "stop_kind" NOT NULL,
    "target_id" TEXT,
    "reason" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "released_by" TEXT,
    "released_at" TIMESTAMPTZ(6),
    "release_reason" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "stops_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tiers" (
    "id" "risk_tier" NOT NULL,
    "rules" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by" TEXT NOT NULL DEFAULT 'system',
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "tiers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "systems" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "system_kind" NOT NULL,
    "zone" "zone" NOT NULL,
    "environment" "environment" NOT NULL,
    "url" TEXT,
    "sensitivity" "sensitivity" NOT NULL,
    "owner_id" TEXT,
    "source" "source" NOT NULL DEFAULT 'manual',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "systems_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tools" (
    "id" TEXT NOT NULL,
    "system_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "action_class" "action_class" NOT NULL,
    "sensitivity" "sensitivity" NOT NULL,
    "returns_untrusted" BOOLEAN NOT NULL,
    "reversible" BOOLEAN NOT NULL,
    "input_schema" JSONB,
    "sensitive_arguments" TEXT[],
    "digest" TEXT NOT NULL,
    "reviewed_digest" TEXT,
    "state" "tool_state" NOT NULL DEFAULT 'unreviewed',
    "reviewed_by_id" TEXT,
    "reviewed_at" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "tools_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tasks" (
    "id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "on_behalf_of" TEXT,
    "action_classes" "action_class"[],
    "state" "task_state" NOT NULL DEFAULT 'running',
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "ends_at" TIMESTAMPTZ(6) NOT NULL,
    "ended_at" TIMESTAMPTZ(6),
    "end_reason" TEXT,
    "parent_task_id" TEXT,
    "external_id" TEXT,
    "opened_by" TEXT NOT NULL,
    "source" "source" NOT NULL DEFAULT 'manual',
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "tasks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "grants" (
    "id" TEXT NOT NULL,
    "task_id" TEXT NOT NULL,
    "task_ends_at" TIMESTAMPTZ(6) NOT NULL,
    "entitlement_id" TEXT NOT NULL,
    "escalation_id" TEXT,
    "system_id" TEXT NOT NULL,
    "tools" TEXT[],
    "action_classes" "action_class"[],
    "resources" TEXT[],
    "max_sensitivity" "sensitivity" NOT NULL,
    "arguments" JSONB NOT NULL DEFAULT '{}',
    "starts_at" TIMESTAMPTZ(6) NOT NULL,
    "ends_at" TIMESTAMPTZ(6) NOT NULL,
    "uses" INTEGER,
    "reason" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "revoked_at" TIMESTAMPTZ(6),
    "revoke_reason" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "grants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "grant_uses" (
    "grant_id" TEXT NOT NULL,
    "spent" INTEGER NOT NULL,

    CONSTRAINT "grant_uses_pkey" PRIMARY KEY ("grant_id")
);

-- CreateTable
CREATE TABLE "escalations" (
    "id" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "state" "escalation_state" NOT NULL DEFAULT 'pending',
    "task_id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "tool_id" TEXT NOT NULL,
    "resource" TEXT,
    "arguments" JSONB NOT NULL,
    "reasons" TEXT[],
    "decision_id" TEXT NOT NULL,
    "calls" INTEGER NOT NULL DEFAULT 1,
    "requested_at" TIMESTAMPTZ(6) NOT NULL,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "answered_by_id" TEXT,
    "answered_at" TIMESTAMPTZ(6),
    "answer_reason" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "escalations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "roles" "role"[],
    "password_hash" TEXT,
    "password_changed_at" TIMESTAMPTZ(6),
    "oidc_subject" TEXT,
    "source" "source" NOT NULL DEFAULT 'manual',
    "disabled_at" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "password_links" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "used_at" TIMESTAMPTZ(6),

    CONSTRAINT "password_links_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "ended_at" TIMESTAMPTZ(6),
    "user_agent" TEXT,
    "address" TEXT,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_failures" (
    "id" BIGSERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sign_in_failures_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "key_hash" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "roles" "role"[],
    "system_ids" TEXT[],
    "agent_ids" TEXT[],
    "user_id" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6),
    "revoked_at" TIMESTAMPTZ(6),
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key_uses" (
    "key_id" TEXT NOT NULL,
    "last_used_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "api_key_uses_pkey" PRIMARY KEY ("key_id")
);

-- CreateIndex
CREATE INDEX "agents_owner_id_idx" ON "agents"("owner_id");

-- CreateIndex
CREATE INDEX "agents_backup_owner_id_idx" ON "agents"("backup_owner_id");

-- CreateIndex
CREATE INDEX "entitlements_agent_id_idx" ON "entitlements"("agent_id");

-- CreateIndex
CREATE INDEX "entitlements_system_id_idx" ON "entitlements"("system_id");

-- CreateIndex
CREATE INDEX "decisions_agent_id_at_idx" ON "decisions"("agent_id", "at");

-- CreateIndex
CREATE INDEX "decisions_at_idx" ON "decisions" USING BRIN ("at") WITH (pages_per_range = 32, autosummarize = on);

-- CreateIndex
CREATE INDEX "audit_events_at_idx" ON "audit_events"("at");

-- CreateIndex
CREATE INDEX "audit_events_subject_kind_subject_id_at_idx" ON "audit_events"("subject_kind", "subject_id", "at");

-- CreateIndex
CREATE INDEX "audit_events_actor_id_at_idx" ON "audit_events"("actor_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "audit_links_event_id_key" ON "audit_links"("event_id");

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- CreateIndex
CREATE INDEX "stops_released_at_idx" ON "stops"("released_at");

-- CreateIndex
CREATE UNIQUE INDEX "tools_system_id_name_key" ON "tools"("system_id", "name");

-- CreateIndex
CREATE INDEX "tasks_agent_id_started_at_idx" ON "tasks"("agent_id", "started_at");

-- CreateIndex
CREATE INDEX "tasks_parent_task_id_idx" ON "tasks"("parent_task_id");

-- CreateIndex
CREATE UNIQUE INDEX "tasks_id_ends_at_key" ON "tasks"("id", "ends_at");

-- CreateIndex
CREATE UNIQUE INDEX "grants_escalation_id_key" ON "grants"("escalation_id");

-- CreateIndex
CREATE INDEX "grants_task_id_idx" ON "grants"("task_id");

-- CreateIndex
CREATE INDEX "grants_entitlement_id_idx" ON "grants"("entitlement_id");

-- CreateIndex
CREATE INDEX "escalations_task_id_idx" ON "escalations"("task_id");

-- CreateIndex
CREATE INDEX "escalations_state_expires_at_idx" ON "escalations"("state", "expires_at");

-- CreateIndex
CREATE INDEX "escalations_agent_id_idx" ON "escalations"("agent_id");

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "users_oidc_subject_key" ON "users"("oidc_subject");

-- CreateIndex
CREATE UNIQUE INDEX "password_links_token_hash_key" ON "password_links"("token_hash");

-- CreateIndex
CREATE INDEX "password_links_user_id_idx" ON "password_links"("user_id");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE INDEX "sign_in_failures_key_at_idx" ON "sign_in_failures"("key", "at");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_key_hash_key" ON "api_keys"("key_hash");

-- AddForeignKey
ALTER TABLE "agents" ADD CONSTRAINT "agents_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agents" ADD CONSTRAINT "agents_backup_owner_id_fkey" FOREIGN KEY ("backup_owner_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "entitlements" ADD CONSTRAINT "entitlements_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_links" ADD CONSTRAINT "audit_links_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "audit_events"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agent_live" ADD CONSTRAINT "agent_live_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agent_calls" ADD CONSTRAINT "agent_calls_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task_live" ADD CONSTRAINT "task_live_task_id_fkey" FOREIGN KEY ("task_id") REFERENCES "tasks"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "systems" ADD CONSTRAINT "systems_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tools" ADD CONSTRAINT "tools_system_id_fkey" FOREIGN KEY ("system_id") REFERENCES "systems"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_parent_task_id_fkey" FOREIGN KEY ("parent_task_id") REFERENCES "tasks"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grants" ADD CONSTRAINT "grants_task_id_task_ends_at_fkey" FOREIGN KEY ("task_id", "task_ends_at") REFERENCES "tasks"("id", "ends_at") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grants" ADD CONSTRAINT "grants_entitlement_id_fkey" FOREIGN KEY ("entitlement_id") REFERENCES "entitlements"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grants" ADD CONSTRAINT "grants_escalation_id_fkey" FOREIGN KEY ("escalation_id") REFERENCES "escalations"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grant_uses" ADD CONSTRAINT "grant_uses_grant_id_fkey" FOREIGN KEY ("grant_id") REFERENCES "grants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "escalations" ADD CONSTRAINT "escalations_task_id_fkey" FOREIGN KEY ("task_id") REFERENCES "tasks"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "password_links" ADD CONSTRAINT "password_links_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key_uses" ADD CONSTRAINT "api_key_uses_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "api_keys"("id") ON DELETE CASCADE ON UPDATE CASCADE;

