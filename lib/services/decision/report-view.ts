import { z } from 'zod';
import type { OutcomeReportView } from '@/lib/contract/decision';
import type { OutcomeReportModel } from '@/lib/db/generated/models/OutcomeReport';
import { SENSITIVITIES } from '@/lib/domain/sensitivity';

/** What an outcome report's record says, apart from who sent it when: the same words are the same report. */
export const ReportBody = z.object({
  status: z.enum(['succeeded', 'failed', 'not_executed']),
  output: z.object({ digest: z.string(), bytes: z.int().nullable() }).nullable(),
  sensitivity: z.enum(SENSITIVITIES).nullable(),
  untrusted: z.boolean().nullable(),
  records: z.number().nullable(),
  effects: z.array(
    z.object({
      system: z.string(),
      kind: z.string(),
      ref: z.string(),
      reversible: z.boolean(),
      undo: z.object({ tool: z.string(), arguments: z.unknown() }).nullable(),
    }),
  ),
  writes: z.array(z.string()),
});
export type ReportBody = z.output<typeof ReportBody>;

export const bodyOf = (record: string): ReportBody => ReportBody.parse(JSON.parse(record));

export function toOutcomeReportView(row: OutcomeReportModel): OutcomeReportView {
  const body = bodyOf(row.record);
  return {
    decision: row.decisionId,
    at: row.at,
    status: body.status,
    reportedBy: row.reportedBy,
    outputDigest: body.output?.digest ?? null,
    outputBytes: body.output?.bytes ?? null,
    sensitivity: body.sensitivity,
    untrusted: body.untrusted,
    records: body.records,
    effects: body.effects,
    writes: body.writes,
  };
}
