'use client';

import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { Key } from '@/components/layout/key';
import { Button } from '@/components/ui/button';
import { ChangedMeanwhile } from '@/components/ui/changed-meanwhile';
import { Panel } from '@/components/ui/panel';
import { usePermissionRefusal } from '@/components/user/permission';
import type { ApprovalRules } from '@/lib/contract/approval-rule';
import type { ApproverGroupView } from '@/lib/contract/approver-group';
import { approvalRulesPreview } from '@/lib/query/approver';
import { RuleDialog } from './rule-dialog';
import { OtherwiseRow, RuleRow } from './rule-row';
import { type DraftRule, moveRule } from './rule-words';
import { SaveRulesDialog } from './save-rules-dialog';

type Props = { rules: ApprovalRules; groups: readonly ApproverGroupView[] };
/** What somebody has arranged, with what it was arranged on. */
type Draft = { revision: number; rules: readonly DraftRule[] };
type Open = { edit: DraftRule | null } | 'save' | null;

const draftOf = ({ items }: ApprovalRules): DraftRule[] =>
  items.map(({ groupName: _, ...rule }) => ({ ...rule, key: rule.id }));

/** As it is sent: without what only this screen knows. */
export const sentOf = (rules: readonly DraftRule[]) => rules.map(({ key: _, ...rule }) => rule);

/** The rules in their order, to read and to arrange, with what each comes to. */
export function RulePanel({ rules: saved, groups }: Props) {
  const refusal = usePermissionRefusal('approval-rule.replace');
  // Null while nothing was changed: then the list follows what is saved.
  const [draft, setDraft] = useState<Draft | null>(null);
  const [open, setOpen] = useState<Open>(null);
  const [said, setSaid] = useState('');
  const rules = draft?.rules ?? draftOf(saved);
  const isStale = draft !== null && draft.revision !== saved.revision;
  const sent = sentOf(rules);
  const preview = useQuery({
    ...approvalRulesPreview(sent, saved.revision),
    enabled: refusal === null,
    placeholderData: (before) => before,
  });
  const foreseen = preview.data?.rules.length === rules.length ? preview.data : undefined;

  const change = (next: readonly DraftRule[]) => {
    const isSame = JSON.stringify(sentOf(next)) === JSON.stringify(sentOf(draftOf(saved)));
    setDraft(isSame ? null : { revision: draft?.revision ?? saved.revision, rules: next });
  };

  // A rule that moves takes the focus with it: the browser drops it when the row changes places.
  const list = useRef<HTMLOListElement>(null);
  const moved = useRef<{ key: string; by: -1 | 1 } | null>(null);
  useEffect(() => {
    if (moved.current === null) return;
    const { key, by } = moved.current;
    moved.current = null;
    const row = [...(list.current?.children ?? [])].find((one) => one.getAttribute('data-rule') === key);
    row?.querySelector<HTMLElement>(by === -1 ? '[data-move="up"]' : '[data-move="down"]')?.focus();
  });
  const move = (index: number, by: -1 | 1) => {
    const rule = rules[index];
    const next = moveRule(rules, index, by);
    if (rule === undefined || next === rules) return;
    moved.current = { key: rule.key, by };
    setSaid(`${rule.name} is rule ${index + by + 1} of ${rules.length} now`);
    change(next);
  };
  const press = (event: KeyboardEvent, index: number) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    if (refusal === null) move(index, event.key === 'ArrowUp' ? -1 : 1);
  };
  const keep = (rule: DraftRule) => {
    const isKnown = rules.some(({ key }) => key === rule.key);
    change(isKnown ? rules.map((one) => (one.key === rule.key ? rule : one)) : [...rules, rule]);
    setOpen(null);
  };

  return (
    <Panel
      title="Who is asked"
      flush
      actions={
        <>
          <Button
            size="sm"
            disabledReason={refusal ?? (groups.length === 0 ? 'Make a group first' : null)}
            onClick={() => setOpen({ edit: null })}
          >
            <Plus aria-hidden="true" />
            Add a rule
          </Button>
          <Button
            size="sm"
            disabledReason={refusal ?? (draft === null ? 'Nothing has changed' : null)}
            onClick={() => setDraft(null)}
          >
            Discard
          </Button>
          <Button
            size="sm"
            variant="primary"
            disabledReason={
              refusal ??
              (draft === null
                ? 'Nothing has changed'
                : isStale
                  ? 'It was changed meanwhile: look at the notice first'
                  : null)
            }
            onClick={() => setOpen('save')}
          >
            Preview and save…
          </Button>
        </>
      }
    >
      <p className="px-4 pt-3 text-muted">
        The first rule that fits a call says who is asked. Never whoever asked for it, answers for its agent,
        or stands in its task, with whichever of their accounts.
        {refusal === null && rules.length > 1 && (
          <>
            {' '}
            <Key keys="Alt+↑" /> <Key keys="Alt+↓" /> move the rule that has the focus.
          </>
        )}
      </p>
      {isStale && draft !== null && (
        <div className="px-4 pt-3">
          <ChangedMeanwhile
            standing={`There are ${saved.items.length} rules now: ${saved.items.map(({ name }) => name).join(', ') || 'none'}.`}
            refusal={refusal}
            onSeen={() => setDraft({ revision: saved.revision, rules: keptIds(draft.rules, saved) })}
          />
        </div>
      )}
      <p role="status" className="sr-only">
        {said}
      </p>
      <ol ref={list} aria-label="Rules, in order" className="mt-3 border-line border-t">
        {rules.map((rule, index) => (
          <RuleRow
            key={rule.key}
            rule={rule}
            index={index}
            count={rules.length}
            group={groups.find(({ id }) => id === rule.group)}
            foreseen={foreseen?.rules[index]}
            refusal={refusal}
            onKeyDown={(event) => press(event, index)}
            onMove={(by) => move(index, by)}
            onEdit={() => setOpen({ edit: rule })}
            onTakeAway={() => change(rules.filter(({ key }) => key !== rule.key))}
          />
        ))}
        <OtherwiseRow people={foreseen?.otherwise.people} isAlone={rules.length === 0} />
      </ol>
      {open === 'save' && (
        <SaveRulesDialog
          rules={rules}
          revision={saved.revision}
          onSaved={() => setDraft(null)}
          onClose={() => setOpen(null)}
        />
      )}
      {open !== null && open !== 'save' && (
        <RuleDialog rule={open.edit} groups={groups} onKeep={keep} onClose={() => setOpen(null)} />
      )}
    </Panel>
  );
}

/** Rules that somebody else has taken away meanwhile are new ones, if they are still wanted. */
const keptIds = (rules: readonly DraftRule[], { items }: ApprovalRules): DraftRule[] =>
  rules.map(({ id, ...rule }) =>
    items.some((one) => one.id === id) && id !== undefined ? { ...rule, id } : rule,
  );
