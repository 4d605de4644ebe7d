-- What a reviewer accepted, whole: the document of which "reviewed_digest" is the sha-256. Beside the present
-- definition it tells what has changed since.
ALTER TABLE "tools" ADD COLUMN "reviewed_definition" JSONB;

-- A tool that still is what was reviewed has it in its columns. As toolDigest in
-- lib/services/tool/definition.ts writes it; a test compares them.
UPDATE "tools" SET "reviewed_definition" = jsonb_build_object(
    'v', 1,
    'name', "name",
    'description', "description",
    'action_class', "action_class"::text,
    'sensitivity', "sensitivity"::text,
    'returns_untrusted', "returns_untrusted",
    'reversible', "reversible",
    'input_schema', "input_schema",
    'sensitive_arguments', (
      SELECT coalesce(jsonb_agg(a ORDER BY a COLLATE "C"), '[]')
        FROM (SELECT DISTINCT unnest("sensitive_arguments") AS a) s))
  || CASE WHEN cardinality("triggers") > 0 THEN jsonb_build_object('triggers', (
       SELECT jsonb_agg(t ORDER BY t COLLATE "C") FROM (SELECT DISTINCT unnest("triggers") AS t) s))
     ELSE '{}' END
  || CASE WHEN "definition" IS NOT NULL THEN jsonb_build_object('definition', "definition") ELSE '{}' END
 WHERE "reviewed_digest" = "digest";
