import type { DiscoveryView, FoundToolView } from '@/lib/contract/discovery';
import { CreateToolInput } from '@/lib/contract/tool';
import type { Tx } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import type { ToolModel } from '@/lib/db/generated/models';
import type { Json, JsonObject } from '@/lib/domain/argument';
import { changedParts, type PartChange, type Pinned, pinned, proposalOf } from '@/lib/domain/found-tool';
import type { Sensitivity } from '@/lib/domain/sensitivity';
import { compileSchema } from '@/lib/json-schema/compile';
import { canonicalJson } from '@/lib/ledger/canonical';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { changedMeanwhile } from '../errors';
import { loadSystem } from '../system/load';
import { inTransaction } from '../transaction';
import { schemaColumn, toolDigest } from './definition';

type Proposal = ReturnType<typeof proposalOf>;
type Columns = { name: string; description: string | null; inputSchema: Record<string, unknown> | null };

/** One tool of a server's list, held against the inventory. */
type Found =
  | { change: 'new'; columns: Columns; definition: Pinned; proposal: Proposal }
  | { change: 'changed'; columns: Columns; definition: Pinned; before: ToolModel; parts: PartChange[] }
  | { change: 'same'; before: ToolModel }
  | { change: 'gone'; before: ToolModel }
  | { change: 'refused'; name: string; why: string };

const MAX_TOLD = 4000;

/**
 * Takes what a server says of its tools into the inventory, or only tells what that would change. New tools
 * are registered with what is proposed for them, changed ones keep their classification; both are
 * unreviewed, so their calls are deferred until a person has looked. What is gone stays as it was reviewed.
 */
export async function adoptTools(
  ctx: Ctx,
  { id, preview }: { id: string; preview: boolean },
  list: readonly JsonObject[],
  reservedNames: ReadonlySet<string>,
): Promise<DiscoveryView> {
  permit(ctx, 'system.discover');
  return inTransaction(ctx, async (tx, now) => {
    // A person's look and the gateway's own may fall together: the second sees what the first has taken in.
    if (!preview) await tx.$queryRaw`SELECT id FROM systems WHERE id = ${id} FOR NO KEY UPDATE`;
    const system = await loadSystem(tx, id);
    const rows = await tx.tool.findMany({ where: { systemId: id } });
    const found = compare(rows, list, system, reservedNames);
    if (!preview) {
      for (const one of found) {
        if (one.change === 'new') await register(ctx, tx, now, id, one);
        if (one.change === 'changed') await repin(ctx, tx, now, one);
      }
      await writeAudit(tx, ctx, now, {
        event: 'system.discovered',
        subject: { kind: 'system', id },
        details: { tools: countBy(found) },
      });
    }
    return { system: id, applied: !preview, tools: found.map(toView) };
  });
}

function compare(
  rows: readonly ToolModel[],
  list: readonly JsonObject[],
  system: { id: string; sensitivity: Sensitivity },
  reservedNames: ReadonlySet<string>,
): Found[] {
  const known = new Map(rows.map((row) => [row.name, row]));
  const seen = new Set<string>();
  const found = list.map((definition): Found => {
    const name = typeof definition.name === 'string' ? definition.name : '';
    const refuse = (why: string): Found => ({
      change: 'refused',
      name: name.slice(0, 200) || '(no name)',
      why,
    });
    if (seen.has(name)) return refuse('the server lists it twice');
    seen.add(name);
    if (reservedNames.has(name)) return refuse('the name stands for a method of the protocol');
    const after = pinned(definition);
    const columns = columnsOf(system.id, after);
    const before = known.get(name);
    if (typeof columns === 'string') {
      return before === undefined ? refuse(columns) : unusable(before, columns);
    }
    if (before === undefined) {
      return { change: 'new', columns, definition: after, proposal: proposalOf(after, system.sensitivity) };
    }
    const parts = changedParts((before.definition ?? {}) as Pinned, after, canonicalJson);
    return parts.length === 0
      ? { change: 'same', before }
      : { change: 'changed', columns, definition: after, before, parts };
  });
  const gone = rows
    .filter((row) => row.definition !== null && !seen.has(row.name))
    .map((before): Found => ({ change: 'gone', before }));
  return [...found, ...gone];
}

/**
 * A tool that is known, of which the server now says what cannot be kept. It is not what was reviewed any
 * more: the reason stands in for the definition, and the columns stay.
 */
function unusable(before: ToolModel, why: string): Found {
  const definition: Pinned = { name: before.name, annotations: { unusable: why } };
  const parts = changedParts((before.definition ?? {}) as Pinned, definition, canonicalJson);
  if (parts.length === 0) return { change: 'same', before };
  const { name, description } = before;
  const inputSchema = before.inputSchema as Record<string, unknown> | null;
  return { change: 'changed', columns: { name, description, inputSchema }, definition, before, parts };
}

/** The parts that have columns of their own, as the contract takes them; or why it does not. */
function columnsOf(system: string, { name, description, inputSchema }: Pinned): Columns | string {
  const parsed = CreateToolInput.safeParse({
    system,
    name,
    ...(description !== undefined && description !== '' && { description }),
    inputSchema,
    actionClass: 'admin',
    sensitivity: 'restricted',
    returnsUntrusted: true,
    reversible: false,
  });
  if (!parsed.success) {
    return parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ');
  }
  const { data } = parsed;
  try {
    if (data.inputSchema !== undefined) compileSchema(data.inputSchema);
  } catch {
    return 'its input schema cannot be compiled';
  }
  return { name: data.name, description: data.description ?? null, inputSchema: data.inputSchema ?? null };
}

const column = (definition: Pinned) => definition as Prisma.InputJsonObject;

async function register(
  ctx: Ctx,
  tx: Tx,
  now: Date,
  systemId: string,
  { columns, definition, proposal }: Extract<Found, { change: 'new' }>,
): Promise<void> {
  const id = `${systemId}/${columns.name}`;
  const digest = toolDigest({ ...columns, ...proposal, incidentalArguments: [], triggers: [], definition });
  const { inputSchema, ...described } = columns;
  await tx.tool.create({
    data: {
      ...described,
      ...proposal,
      id,
      systemId,
      inputSchema: schemaColumn(inputSchema),
      definition: column(definition),
      digest,
      createdAt: now,
    },
  });
  await writeAudit(tx, ctx, now, {
    event: 'tool.created',
    subject: { kind: 'tool', id },
    details: { ...described, ...proposal, digest, discovered: true },
  });
}

async function repin(
  ctx: Ctx,
  tx: Tx,
  now: Date,
  { columns, definition, before, parts }: Extract<Found, { change: 'changed' }>,
): Promise<void> {
  const digest = toolDigest({ ...before, ...columns, definition });
  const { count } = await tx.tool.updateMany({
    where: { id: before.id, revision: before.revision },
    data: {
      description: columns.description,
      inputSchema: schemaColumn(columns.inputSchema),
      definition: column(definition),
      digest,
      ...(before.state === 'reviewed' && { state: 'unreviewed' as const }),
      revision: { increment: 1 },
    },
  });
  if (count !== 1) throw changedMeanwhile('tool', before.id);
  await writeAudit(tx, ctx, now, {
    event: 'tool.changed',
    subject: { kind: 'tool', id: before.id },
    details: {
      parts: parts.map(({ part }) => part),
      digest: { from: before.digest, to: digest },
      discovered: true,
    },
  });
}

function countBy(found: readonly Found[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { change } of found) counts[change] = (counts[change] ?? 0) + 1;
  return counts;
}

function toView(found: Found): FoundToolView {
  const plain = { why: null, proposed: null, parts: [] };
  switch (found.change) {
    case 'refused':
      return { ...plain, name: found.name, change: found.change, why: found.why, description: null };
    case 'new': {
      const { sensitiveArguments: _, ...proposed } = found.proposal;
      const { name, description } = found.columns;
      return { ...plain, name, change: found.change, description, proposed };
    }
    case 'changed':
      return {
        ...plain,
        name: found.columns.name,
        change: found.change,
        description: found.columns.description,
        parts: found.parts.map(({ part, before, after }) => ({
          part,
          before: told(before),
          after: told(after),
        })),
      };
    default:
      return {
        ...plain,
        name: found.before.name,
        change: found.change,
        description: found.before.description,
      };
  }
}

/** A part as a person reads it. */
function told(value: Json | null): string | null {
  if (value === null) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return text.length > MAX_TOLD ? `${text.slice(0, MAX_TOLD)}…` : text;
}
