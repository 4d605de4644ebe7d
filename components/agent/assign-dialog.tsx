'use client';

import { type FormEvent, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Problem } from '@/components/ui/problem';
import { Select } from '@/components/ui/select';
import { Textarea } from '@/components/ui/textarea';
import { showToast } from '@/components/ui/toast';
import { hasUnchosen } from '@/components/ui/unchosen';
import type { AgentView, ChangeAgentsView } from '@/lib/contract/agent';
import { RISK_TIERS, type RiskTier } from '@/lib/domain/risk-tier';
import { useChangeAgents } from '@/lib/query/agent';
import { TIER_OPTIONS } from './agent-fields';
import { LeftAlone } from './left-alone';
import { OwnerField } from './owner-field';

export type AssignField = 'owner' | 'riskTier';

type Props = {
  /** Where the dialog starts. */
  field: AssignField;
  agents: readonly AgentView[];
  /** Told after each try, with the agents to which nothing was done. */
  onDone: (left: readonly string[]) => void;
  onClose: () => void;
};

const tierOf = (text: string): RiskTier | undefined => RISK_TIERS.find((tier) => tier === text);

/**
 * Says who answers for some agents, and how risky they are, at once. Agents that somebody else has changed
 * meanwhile are left alone and told by name; what was typed stays, and goes to them when somebody says so.
 */
export function AssignDialog({ field, agents, onDone, onClose }: Props) {
  const formId = useId();
  const change = useChangeAgents();
  // As the reader saw them when the dialog opened.
  const [open, setOpen] = useState(() => agents.map(({ id, revision }) => ({ id, revision })));
  const [owner, setOwner] = useState('');
  const [backup, setBackup] = useState('');
  const [tier, setTier] = useState('');
  const [reason, setReason] = useState(
    agents.length === 1 ? 'Assigned from the list' : `Assigned together, ${agents.length} agents`,
  );
  const [problem, setProblem] = useState<string | null>(null);
  const [left, setLeft] = useState<ChangeAgentsView['items']>([]);
  const what = agents.length === 1 ? (agents[0]?.name ?? '') : `${agents.length} agents`;

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (hasUnchosen(event.currentTarget)) return;
    if (change.isPending || open.length === 0) return;
    if (owner === '' && backup === '' && tier === '')
      return setProblem('Choose an owner, a backup owner or a tier.');
    if (reason.trim() === '') return setProblem('Say why.');
    setProblem(null);
    try {
      const { items, changed } = await change.mutateAsync({
        agents: open,
        ...(owner !== '' && { owner }),
        ...(backup !== '' && { backupOwner: backup }),
        ...(tier !== '' && { riskTier: tierOf(tier) }),
        reason,
      });
      const rest = items.filter(({ outcome }) => outcome === 'changed_meanwhile' || outcome === 'refused');
      onDone(rest.map(({ id }) => id));
      setLeft(rest);
      // Those that were changed by somebody else can be tried again as they stand now.
      setOpen(
        rest.flatMap(({ id, outcome, revision }) =>
          outcome === 'changed_meanwhile' && revision !== null ? [{ id, revision }] : [],
        ),
      );
      if (changed > 0 || rest.length === 0) {
        showToast({
          tone: 'done',
          title: `${changed} ${changed === 1 ? 'agent' : 'agents'} changed`,
          detail: rest.length === 0 ? undefined : `${rest.length} left as they were`,
        });
      }
      if (rest.length === 0) onClose();
    } catch {
      // It is shown from `change.error`; nothing was done to any of them.
    }
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={`Owner and tier of ${what}`}
      description="What is left empty stays as it is with each of them. No tier goes below what an agent's entitlements reach."
      footer={
        <>
          <Button onClick={onClose}>Back</Button>
          <Button
            type="submit"
            form={formId}
            variant="primary"
            busy={change.isPending}
            disabledReason={open.length === 0 ? 'Nothing is left that could be done' : null}
          >
            {left.length > 0 ? 'Do it all the same' : 'Assign'}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Problem error={change.error} title="Nothing was changed" />
        {left.length > 0 && <LeftAlone items={left} />}
        {problem !== null && (
          <p role="alert" className="font-medium text-deny-text">
            {problem}
          </p>
        )}
        <OwnerField label="Owner" optional value={owner} onChange={setOwner} />
        <Field label="Tier" optional>
          {(control) => (
            <Select
              {...control}
              data-first={field === 'riskTier' || undefined}
              emptyLabel="As it is"
              options={TIER_OPTIONS}
              value={tier}
              onChange={(event) => setTier(event.target.value)}
            />
          )}
        </Field>
        <OwnerField label="Backup owner" optional value={backup} onChange={setBackup} />
        <Field label="Reason" hint="Kept in the audit log of each agent, with your name.">
          {(control) => (
            <Textarea
              {...control}
              required
              rows={2}
              maxLength={1000}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
