-- What an MCP server says of a tool, pinned when it was discovered; and the systems that a call sets in
-- motion behind the tool, which count for what an agent can reach.
ALTER TABLE "tools"
  ADD COLUMN "definition" JSONB,
  ADD COLUMN "triggers" TEXT[] NOT NULL DEFAULT '{}';
