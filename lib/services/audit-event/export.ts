import type { AuditEventView, ExportAuditEventsInput } from '@/lib/contract/audit-event';
import { type CsvValue, csvLine } from '@/lib/csv/write';
import { MOST_EXPORTED } from '@/lib/domain/audit-event';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { invalidInput } from '../errors';
import { inTransaction } from '../transaction';
import { loadAuditEvents } from './list';
import { conditionOf, countAuditEvents, searchAuditEvents } from './search';
import { toAuditEventView } from './view';

const AT_ONCE = 1000;

/** A file that is written while it is being read. */
export type StreamedFile = { name: string; type: string; chunks: AsyncIterable<string> };

const HEADER = [
  'at',
  'event',
  'actor_kind',
  'actor_id',
  'actor_name',
  'subject_kind',
  'subject_id',
  'reason',
  'details',
  'request_id',
  'chain_seq',
  'chain_hash',
  'id',
] as const;

/**
 * Audit events as a file, newest first, page by page. That somebody took them is an audit event itself, written
 * before the first line leaves; what happens later is not in the file. Refuses what is more than can be told.
 */
export async function exportAuditEvents(ctx: Ctx, input: ExportAuditEventsInput): Promise<StreamedFile> {
  permit(ctx, 'audit.list');
  const { format, ...asked } = input;
  return inTransaction(ctx, async (tx, now) => {
    const to = asked.to === undefined || asked.to > now ? now : asked.to;
    const condition = await conditionOf(tx, { ...asked, to });
    const events = await countAuditEvents(tx, condition, MOST_EXPORTED + 1);
    if (events > MOST_EXPORTED) {
      throw invalidInput(
        'from',
        `more than ${MOST_EXPORTED} events fit: narrow them by time, or use \`cordon export\``,
      );
    }
    await writeAudit(tx, ctx, now, {
      event: 'audit.exported',
      subject: { kind: 'audit-event', id: '*' },
      details: { format, filter: { ...asked, to }, events },
    });
    return {
      name: `cordon-audit-${now.toISOString().slice(0, 19).replaceAll(':', '')}Z.${format}`,
      type:
        format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/x-ndjson; charset=utf-8',
      chunks: chunksOf(ctx, condition, format),
    };
  });
}

async function* chunksOf(
  ctx: Ctx,
  condition: Awaited<ReturnType<typeof conditionOf>>,
  format: ExportAuditEventsInput['format'],
): AsyncIterable<string> {
  if (format === 'csv') yield csvLine(HEADER);
  const write = format === 'csv' ? toCsv : toNdjson;
  let after: { at: Date; id: string } | null = null;
  for (let left = MOST_EXPORTED; left > 0; left -= AT_ONCE) {
    const ids: string[] = await searchAuditEvents(ctx.prisma, condition, after, AT_ONCE);
    const rows = await loadAuditEvents(ctx.prisma, ids);
    if (rows.length > 0) yield rows.map((row) => write(toAuditEventView(row))).join('');
    after = rows.at(-1) ?? null;
    if (rows.length < AT_ONCE) return;
  }
}

const toNdjson = (event: AuditEventView): string => `${JSON.stringify(event)}\n`;

function toCsv({ id, at, event, actor, subject, requestId, details, chain }: AuditEventView): string {
  const { reason } = (details ?? {}) as { reason?: unknown };
  const cells: Record<(typeof HEADER)[number], CsvValue> = {
    at,
    event,
    actor_kind: actor.kind,
    actor_id: actor.id,
    actor_name: actor.name,
    subject_kind: subject.kind,
    subject_id: subject.id,
    reason: typeof reason === 'string' ? reason : null,
    details: JSON.stringify(details),
    request_id: requestId,
    chain_seq: chain?.seq,
    chain_hash: chain?.hash,
    id,
  };
  return csvLine(HEADER.map((name) => cells[name]));
}
