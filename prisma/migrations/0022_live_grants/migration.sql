-- The list of live grants is asked for again and again, and nearly all grants have ended: without this it
-- would be read through all of them.
CREATE INDEX grants_unrevoked_ends_at ON grants (ends_at) WHERE revoked_at IS NULL;
