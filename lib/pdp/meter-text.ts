import type { Evaluator } from './evaluator';
import { BUCKETS, METERED } from './meter';

/** What this process has answered, in Prometheus's text form. */
export function meterText({ meter, waiting }: Pick<Evaluator, 'meter' | 'waiting'>): string {
  const lines = ['# TYPE cordon_decisions_total counter'];
  for (const outcome of METERED) {
    lines.push(`cordon_decisions_total{outcome="${outcome}"} ${meter.outcomes[outcome]}`);
  }
  lines.push('# TYPE cordon_decision_seconds histogram');
  let below = 0;
  for (const [at, count] of meter.counts.entries()) {
    below += count;
    lines.push(`cordon_decision_seconds_bucket{le="${BUCKETS[at] ?? '+Inf'}"} ${below}`);
  }
  lines.push(`cordon_decision_seconds_sum ${meter.seconds}`, `cordon_decision_seconds_count ${below}`);
  lines.push('# TYPE cordon_decisions_waiting gauge', `cordon_decisions_waiting ${waiting}`);
  return `${lines.join('\n')}\n`;
}
