-- Whether an entitlement is broader than its use is told by a rule over all the tools that it covers. Asking the rule
-- for tens of thousands of entitlements at each count takes half a second, so what it said is kept, with the versions
-- of all that it was said about.

-- The version of a system's tools: it moves with every change of them, in the transaction of the change. In the order
-- of their ids, so that two changes of the same systems never wait for each other in a circle.
CREATE TABLE "system_tools_live" (
    "system_id" TEXT NOT NULL,
    "version" BIGINT NOT NULL DEFAULT 1,

    CONSTRAINT "system_tools_live_pkey" PRIMARY KEY ("system_id")
);
INSERT INTO "system_tools_live" ("system_id") SELECT DISTINCT "system_id" FROM "tools";

CREATE FUNCTION bump_system_tools() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO system_tools_live AS l (system_id)
  SELECT DISTINCT c.system_id FROM changed c ORDER BY 1
      ON CONFLICT (system_id) DO UPDATE SET version = l.version + 1;
  RETURN NULL;
END $$;
CREATE TRIGGER bump_system_tools_insert AFTER INSERT ON tools
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_system_tools();
CREATE TRIGGER bump_system_tools_update AFTER UPDATE ON tools
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_system_tools();
CREATE TRIGGER bump_system_tools_delete AFTER DELETE ON tools
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_system_tools();

-- The version of an entitlement's uses. They are noted beside the live path (note_entitlement_uses).
CREATE TABLE "entitlement_uses_live" (
    "entitlement_id" TEXT NOT NULL,
    "version" BIGINT NOT NULL DEFAULT 1,

    CONSTRAINT "entitlement_uses_live_pkey" PRIMARY KEY ("entitlement_id")
);
INSERT INTO "entitlement_uses_live" ("entitlement_id") SELECT DISTINCT "entitlement_id" FROM "entitlement_uses";

CREATE FUNCTION bump_entitlement_uses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO entitlement_uses_live AS l (entitlement_id)
  SELECT DISTINCT c.entitlement_id FROM changed c ORDER BY 1
      ON CONFLICT (entitlement_id) DO UPDATE SET version = l.version + 1;
  RETURN NULL;
END $$;
CREATE TRIGGER bump_entitlement_uses_insert AFTER INSERT ON entitlement_uses
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_entitlement_uses();
CREATE TRIGGER bump_entitlement_uses_update AFTER UPDATE ON entitlement_uses
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_entitlement_uses();
CREATE TRIGGER bump_entitlement_uses_delete AFTER DELETE ON entitlement_uses
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_entitlement_uses();

-- How an entitlement covers and was used, as lib/domain/reach.ts said last: when it was used last at all, and since
-- when every tool that it covers has been used ('-infinity' where one never was, 'infinity' where it covers none).
-- Derived, and never believed by itself: it counts only while the versions are those that it names.
CREATE TABLE "entitlement_covers" (
    "entitlement_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "tools_version" BIGINT NOT NULL,
    "uses_version" BIGINT NOT NULL,
    "last_used_at" TIMESTAMPTZ(6) NOT NULL,
    "all_used_since" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "entitlement_covers_pkey" PRIMARY KEY ("entitlement_id")
);
