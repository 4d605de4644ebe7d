-- What the lists of the console need: orders that hold at ten thousand agents, and views that people have saved.

-- Orders of the list of agents. Names are sorted as people read them, whatever their case.
CREATE INDEX agents_name_order ON agents (lower(name) COLLATE "C", id COLLATE "C");
CREATE INDEX agents_created_order ON agents (created_at, id COLLATE "C");
CREATE INDEX agents_id_order ON agents (id COLLATE "C");

-- The floor of each agent's tier as it was computed last, by the one rule in lib/domain/reach.ts, so that a list
-- can be narrowed and sorted by it. Derived, and never believed by itself: it counts only while the versions that
-- it was computed at are the present ones and nothing of what it rests on has ended. Decisions do not look at it.
CREATE TABLE "agent_floors" (
    "agent_id" TEXT NOT NULL,
    "floor" "risk_tier" NOT NULL,
    "agent_version" BIGINT NOT NULL,
    "inventory" BIGINT NOT NULL,
    "valid_until" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "agent_floors_pkey" PRIMARY KEY ("agent_id")
);
ALTER TABLE "agent_floors" ADD CONSTRAINT "agent_floors_agent_id_fkey"
  FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A named set of filters, order and columns. Each belongs to one person, and nobody else sees it.
CREATE TABLE "saved_views" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "list" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "query" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "saved_views_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "saved_views_user_id_list_name_key" ON "saved_views"("user_id", "list", "name");
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_user_id_fkey"
  FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
