import { formatDuration } from '@/components/ui/time-format';
import type { RuleChange } from '@/lib/domain/tier-preset';

const LIMITS: Record<string, string> = {
  maxTaskSeconds: 'longest task',
  maxGrantSeconds: 'longest grant',
  approvals: 'people who must approve',
  maxApprovalUses: 'calls that one approval may give',
  decideWithinSeconds: 'unanswered escalations are denied after',
  maxDelegationDepth: 'depth of delegation',
  callsPerMinutePerTask: 'calls a minute of a task',
  callsPerMinutePerAgent: 'calls a minute of an agent',
  breakerDenials: 'denials that quarantine',
  breakerWindowSeconds: 'within',
  reviewEveryDays: 'days between reviews',
  onReviewSilence: 'when a reviewer is silent',
  reviewComment: 'comment of a reviewer',
  reviewOwn: 'reviewing one’s own access',
  reviewInBulk: 'reviewing many at once',
};

const VERDICTS: Record<string, string> = { allow: 'allowed', escalate: 'asks', deny: 'denied' };

/** `longest task: 12 h to 4 h`, `write of internal data: allowed to asks`. */
export function changeWords({ rule, from, to }: RuleChange): string {
  const [kind, actionClass, sensitivity] = rule.split('.');
  if (kind === 'matrix') {
    return `${actionClass} of ${sensitivity} data: ${VERDICTS[from]} to ${VERDICTS[to]}`;
  }
  const shown = (value: string | number) =>
    rule.endsWith('Seconds') && typeof value === 'number' ? formatDuration(value * 1000) : String(value);
  return `${LIMITS[rule] ?? rule}: ${shown(from)} to ${shown(to)}`;
}
