import { z } from 'zod';
import { OUTCOMES } from '@/lib/domain/outcome';
import { ORIGINS } from '@/lib/domain/provenance';
import { VERDICTS } from '@/lib/domain/reason';
import { SENSITIVITIES } from '@/lib/domain/sensitivity';

/** Older and newer records say more or less than this: what is missing or of another kind reads as null. */
const orNull = <T extends z.ZodType>(schema: T) => schema.nullable().catch(null).default(null);
const text = orNull(z.string());
const verdict = orNull(z.enum(VERDICTS));
const version = orNull(z.union([z.string(), z.number().transform(String)]));
const reasons = z
  .array(z.object({ code: z.string(), outcome: orNull(z.enum(OUTCOMES)), message: z.string().catch('') }))
  .catch([])
  .default([]);
const shadow = z
  .array(
    z.object({
      code: z.string(),
      outcome: orNull(z.enum(OUTCOMES)),
      message: z.string().catch(''),
      guardrail: z.string().catch(''),
      version: z.int().catch(0),
      mode: z.string().catch(''),
    }),
  )
  .catch([])
  .default([]);
const json = z.unknown().default(null);
const list = <T extends z.ZodType>(item: T) => z.array(item).catch([]).default([]);
const labels = orNull(
  z.object({
    sensitivity: z.enum(SENSITIVITIES),
    untrusted: z.boolean(),
    systems: z.array(z.string()),
    agents: z.array(z.string()),
  }),
);

const Intent = z.object({ verdict, task: text, purpose: text });
const Need = z.object({ verdict, grant: text, entitlement: text });
const End = z.object({ verdict, ends_at: orNull(z.coerce.date()), ends_with: text });
const NO_INTENT = { verdict: null, task: null, purpose: null };
const NO_NEED = { verdict: null, grant: null, entitlement: null };
const NO_END = { verdict: null, ends_at: null, ends_with: null };
const NO_ANSWERS = { intent: NO_INTENT, need: NO_NEED, end: NO_END };

const CallerIdentity = z.object({ id: z.string(), kind: z.string(), issuer: text, subject: z.string() });

/** A decision's record as lib/pdp writes it, read leniently: it is evidence, and must never fail to show. */
const DecisionRecord = z.object({
  caller: orNull(
    z.object({ kind: z.string(), id: z.string(), name: text, identity: orNull(CallerIdentity) }),
  ),
  request_id: text,
  agent_owner: text,
  tier: text,
  purpose: text,
  on_behalf_of: text,
  step: orNull(z.int()),
  action: text,
  tool_digest: text,
  sensitivity: text,
  system: text,
  zone: text,
  resource: text,
  call_id: text,
  arguments: json,
  executes: json,
  properties: json,
  digest: text,
  reasons,
  lifted: reasons,
  approval: text,
  guardrails: z.record(z.string(), z.int()).catch({}).default({}),
  shadow,
  answers: z
    .object({
      intent: Intent.catch(NO_INTENT).default(NO_INTENT),
      need: Need.catch(NO_NEED).default(NO_NEED),
      end: End.catch(NO_END).default(NO_END),
    })
    .catch(NO_ANSWERS)
    .default(NO_ANSWERS),
  labels,
  reads: list(z.string()),
  leaves: orNull(z.boolean()),
  origins: list(z.object({ path: z.string(), text: z.string(), origin: z.enum(ORIGINS) })),
  drift: orNull(z.object({ own: z.number(), accumulated: z.number() })),
  versions: orNull(z.object({ config: version, agent: version, task: version })),
  delegation: z
    .array(z.object({ task: z.string(), agent: z.string() }))
    .catch([])
    .default([]),
  demo: z.boolean().catch(false).default(false),
});
export type DecisionRecord = z.output<typeof DecisionRecord>;

/** Reads a record; one that is not even JSON reads as one that says nothing. */
export function parseRecord(record: string): DecisionRecord {
  let value: unknown = {};
  try {
    value = JSON.parse(record);
  } catch {
    // A record that was tampered with still shows: its columns, its text, and that nothing can be read.
  }
  const parsed = DecisionRecord.safeParse(value);
  return parsed.success ? parsed.data : DecisionRecord.parse({});
}
