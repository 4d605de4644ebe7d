import { ArrowDown, ArrowUp, OctagonAlert, X } from 'lucide-react';
import type { KeyboardEvent, ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import type { ApprovalRulesPreview } from '@/lib/contract/approval-rule';
import type { ApproverGroupView } from '@/lib/contract/approver-group';
import { type DraftRule, peopleText, ruleWords } from './rule-words';

type Foreseen = ApprovalRulesPreview['rules'][number];
type Props = {
  rule: DraftRule;
  index: number;
  count: number;
  group: ApproverGroupView | undefined;
  /** What the server says of it; nobody but admins is told. */
  foreseen: Foreseen | undefined;
  refusal: string | null;
  onKeyDown: (event: KeyboardEvent) => void;
  onMove: (by: -1 | 1) => void;
  onEdit: () => void;
  onTakeAway: () => void;
};

/** One rule: whom it asks about what, and what is wrong with it. */
export function RuleRow({ rule, index, count, group, foreseen, refusal, ...on }: Props) {
  const people = foreseen?.people ?? group?.people ?? 0;
  return (
    <li
      data-rule={rule.key}
      onKeyDown={on.onKeyDown}
      className="flex flex-wrap items-center gap-x-4 gap-y-2 border-line border-b px-4 py-2.5 last:border-b-0"
    >
      <span aria-hidden="true" className="w-5 text-right text-muted tabular-nums">
        {index + 1}
      </span>
      <div className="min-w-52 flex-1">
        <p className="font-medium break-words">{rule.name}</p>
        <p className="text-muted">
          {ruleWords(rule)} → <span className="text-ink">{group?.name ?? 'a group that is gone'}</span>.{' '}
          {peopleText(people)}.
          {foreseen !== undefined && ` It would have fitted ${foreseen.fitted} of the last 30 days.`}
        </p>
        {problemsOf(foreseen, group).map((message) => (
          <Wrong key={message}>{message}</Wrong>
        ))}
      </div>
      <span className="ml-auto inline-flex flex-wrap gap-1">
        <Button
          size="icon"
          variant="ghost"
          data-move="up"
          aria-label={`Move ${rule.name} up`}
          disabledReason={refusal ?? (index === 0 ? 'It is the first' : null)}
          onClick={() => on.onMove(-1)}
        >
          <ArrowUp aria-hidden="true" />
        </Button>
        <Button
          size="icon"
          variant="ghost"
          data-move="down"
          aria-label={`Move ${rule.name} down`}
          disabledReason={refusal ?? (index === count - 1 ? 'It is the last' : null)}
          onClick={() => on.onMove(1)}
        >
          <ArrowDown aria-hidden="true" />
        </Button>
        <Button size="sm" aria-label={`Change ${rule.name}`} disabledReason={refusal} onClick={on.onEdit}>
          Change…
        </Button>
        <Button
          size="icon"
          variant="ghost"
          aria-label={`Take ${rule.name} away`}
          disabledReason={refusal}
          onClick={on.onTakeAway}
        >
          <X aria-hidden="true" />
        </Button>
      </span>
    </li>
  );
}

/** What the server says is wrong; of a group without anybody, everybody is told. */
function problemsOf(foreseen: Foreseen | undefined, group: ApproverGroupView | undefined): string[] {
  if (foreseen !== undefined) return foreseen.problems.map(({ message }) => message);
  return group !== undefined && group.people === 0
    ? [`nobody in ${group.name} decides now: the admins are asked`]
    : [];
}

/** What is wrong, in red and in words. */
export function Wrong({ children }: { children: ReactNode }) {
  return (
    <p className="mt-1 flex items-start gap-1.5 font-medium text-deny-text text-sm first-letter:uppercase">
      <OctagonAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <span className="first-letter:uppercase">{children}.</span>
    </p>
  );
}

/** What happens to a call that no rule fits. */
export function OtherwiseRow({ people, isAlone }: { people: number | undefined; isAlone: boolean }) {
  return (
    <li className="flex items-center gap-x-4 px-4 py-2.5">
      <span aria-hidden="true" className="w-5" />
      <p className="text-muted">
        {isAlone ? 'Every call' : 'Any other call'} →{' '}
        <span className="text-ink">everybody with the role approver or admin</span>.
        {people !== undefined && ` ${peopleText(people)}.`}
      </p>
    </li>
  );
}
