import { ReportOutcomeInput } from '@/lib/contract/decision';
import type { Database } from '@/lib/db/client';
import { type Ctx, systemActor } from '@/lib/services/context';
import { reportOutcome } from '@/lib/services/decision/report-outcome';
import { isServiceError } from '@/lib/services/errors';
import type { RpcAnswer } from './message';
import { RpcFailure } from './rpc-failure';

const ATTEMPTS = 3;
const PAUSE_MS = 200;

export type Reporting = { prisma: Database['prisma']; publicUrl: string; requestId: string };
export type Declared = {
  sensitivity: 'public' | 'internal' | 'confidential' | 'restricted';
  untrusted: boolean;
};

/**
 * Reports what came of a call, before the caller sees it: the next decision must know what this one
 * brought in. A result that could not be reported is withheld.
 */
export async function reportAnswer(
  reporting: Reporting,
  decisionId: string,
  declared: Declared | null,
  answer: RpcAnswer | 'not_executed' | null,
  writes: readonly string[] = [],
): Promise<void> {
  const ctx: Ctx = { ...reporting, actor: systemActor('mcp-gateway'), ifMatch: null };
  const output = outputOf(answer);
  const input = {
    id: decisionId,
    status: answer === 'not_executed' ? answer : hasFailed(answer) ? 'failed' : 'succeeded',
    ...(declared !== null && output !== undefined && declared),
    // What a call brought in may stand in a context, also where it failed half way.
    ...(writes.length > 0 && { writes: [...writes] }),
  };
  for (let attempt = 1; ; attempt += 1) {
    try {
      await reportOutcome(ctx, ReportOutcomeInput.parse({ ...input, output }));
      return;
    } catch (error) {
      // An output with half a character in it has no canonical form; that it came is still told.
      if (isServiceError(error) && error.code === 'invalid_input' && output !== undefined) {
        await reportOutcome(ctx, ReportOutcomeInput.parse({ ...input, output: JSON.stringify(output) }));
        return;
      }
      if (attempt === ATTEMPTS) {
        const why = error instanceof Error ? error.name : 'unknown';
        console.error(`the outcome of ${decisionId} could not be reported: ${why}`);
        throw new RpcFailure('internal', 'the call was made, but its result could not be recorded');
      }
      await new Promise((done) => setTimeout(done, PAUSE_MS * attempt));
    }
  }
}

const hasFailed = (answer: RpcAnswer | null): boolean =>
  answer === null || 'error' in answer || answer.result.isError === true;

function outputOf(answer: RpcAnswer | 'not_executed' | null): unknown {
  if (answer === null || answer === 'not_executed') return undefined;
  return 'result' in answer ? answer.result : answer.error;
}
