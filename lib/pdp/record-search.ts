import { hash } from 'node:crypto';
import type { SearchResult } from '@/lib/contract/authzen';
import { freshId } from '@/lib/db/new-id';
import { canonicalJson } from '@/lib/ledger/canonical';
import type { Caller } from './call';
import type { Evaluator } from './evaluator';
import type { Search } from './parse-search';

/**
 * One audit event a page: who looked for what, and what they were told. No decision was made, so the log of
 * decisions has none. INVARIANT (every-change-audited): a search that cannot be recorded is not answered.
 */
export async function recordSearch(
  evaluator: Evaluator,
  caller: Caller,
  { kind, call }: Search,
  results: readonly SearchResult[],
  isLonger: boolean,
): Promise<void> {
  const at = new Date(evaluator.clock.nowMs());
  const id = freshId('evt', at);
  const event = 'access.searched';
  const subject =
    kind === 'subject' ? { kind: 'tool', id: call.toolId } : { kind: 'agent', id: call.agentId };
  const record = canonicalJson({
    v: 1,
    id,
    at: at.toISOString(),
    event,
    actor: { kind: caller.kind, id: caller.id, name: caller.name, roles: [] },
    subject,
    request_id: call.requestId === '' ? null : call.requestId,
    details: {
      search: kind,
      agent: kind === 'subject' ? null : call.agentId,
      tool: kind === 'resource' ? null : call.toolId,
      task: call.taskId,
      resource: call.resource,
      argumentsDigest: hash('sha256', call.argumentsText, 'hex'),
      found: results.map((one) => ('name' in one ? one.name : one.id)),
      isLonger,
    },
  });
  await evaluator.noteEvent({
    id,
    at,
    event,
    actorKind: caller.kind,
    actorId: caller.id,
    subjectKind: subject.kind,
    subjectId: subject.id,
    record,
  });
}
