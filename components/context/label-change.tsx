import { Link } from '@/components/ui/link';
import { TimeText } from '@/components/ui/time-text';
import type { LabelsView } from '@/lib/contract/label';
import type { LabelChangeView } from '@/lib/contract/shared-context';
import { paths } from '@/lib/paths';

const gained = (before: readonly string[], after: readonly string[]) =>
  after.filter((one) => !before.includes(one));

/** What is different afterwards, in words. */
function differences(before: LabelsView, after: LabelsView): string[] {
  const lists = [
    ['system', before.systems, after.systems],
    ['agent', before.agents, after.agents],
  ] as const;
  return [
    ...(before.sensitivity === after.sensitivity ? [] : [`${before.sensitivity} → ${after.sensitivity}`]),
    ...(before.untrusted === after.untrusted
      ? []
      : [after.untrusted ? 'untrusted content taken in' : 'no untrusted content any more']),
    ...lists.flatMap(([noun, from, to]) => [
      ...gained(from, to).map((one) => `+ ${noun} ${one}`),
      ...gained(to, from).map((one) => `− ${noun} ${one}`),
    ]),
  ];
}

/** One change of a context's labels: when, by whom, and what it changed. */
export function LabelChange({ change }: { change: LabelChangeView }) {
  const { at, cause, agent, task, decision, person, reason, before, after } = change;
  return (
    <li className="border-line border-b px-4 py-2.5 last:border-b-0">
      <p>
        <TimeText at={at} show="short" />{' '}
        {cause === 'relabel' ? (
          <>
            relabelled by <span className="font-medium">{person}</span>
          </>
        ) : (
          <>
            written by <span className="font-medium">{agent}</span>
          </>
        )}
        {task !== null && (
          <>
            {' · '}
            <Link href={paths.task(task)} className="text-accent underline">
              task
            </Link>
          </>
        )}
        {decision !== null && (
          <>
            {' · '}
            <Link href={paths.decision(decision)} className="text-accent underline">
              decision
            </Link>
          </>
        )}
      </p>
      <p className="text-muted">{differences(before, after).join(', ') || 'nothing changed'}</p>
      {reason !== null && <p className="text-muted">“{reason}”</p>}
    </li>
  );
}
