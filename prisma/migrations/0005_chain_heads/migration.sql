-- Where the newest checkpoint left each chain of decisions. Bookkeeping of the writer of checkpoints, so
-- that it need not read all checkpoints to know what moved; the proof does not rest on it.
CREATE TABLE "chain_heads" (
    "writer" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "chain_heads_pkey" PRIMARY KEY ("writer")
);

-- A receipt looks for the first checkpoint after a decision.
CREATE INDEX "checkpoints_at_idx" ON "checkpoints"("at");

-- Brings the BRIN indexes of the decisions up to date with what was appended. Without it, every look at
-- the last minutes reads all that was appended since the last vacuum. Safe to run at any time.
CREATE FUNCTION summarize_decisions() RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET lock_timeout = '500ms' AS $$
DECLARE
  one regclass;
  made int := 0;
BEGIN
  FOR one IN
    SELECT i.indexrelid::regclass
      FROM pg_partition_tree('decisions') p
      JOIN pg_index i ON i.indrelid = p.relid
      JOIN pg_class c ON c.oid = i.indexrelid
      JOIN pg_am a ON a.oid = c.relam AND a.amname = 'brin'
     WHERE p.isleaf
  LOOP
    BEGIN
      made := made + brin_summarize_new_values(one);
    EXCEPTION WHEN lock_not_available THEN NULL; -- a vacuum is at it, and does the same
    END;
  END LOOP;
  RETURN made;
END $$;
