'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { SelectionBar } from '@/components/ui/selection-bar';
import { useShortcut } from '@/components/ui/shortcut';
import { focusedRow } from '@/components/ui/table-selection';
import { usePermissionRefusal } from '@/components/user/permission';
import type { AgentView } from '@/lib/contract/agent';
import { BULK_AGENTS } from '@/lib/domain/agent-list';
import { AssignDialog, type AssignField } from './assign-dialog';

type Props = {
  rows: readonly AgentView[] | undefined;
  selected: readonly AgentView[];
  onSelect: (ids: Iterable<string>) => void;
};
type Wish = { field: AssignField; agents: readonly AgentView[] };

/** What may be done with the agents that are selected. `o` and `t` do it for the focused row when none is. */
export function AgentSelectionBar({ rows, selected, onSelect }: Props) {
  const missingRole = usePermissionRefusal('agent.change');
  const [wish, setWish] = useState<Wish | null>(null);
  const refusal =
    missingRole ??
    (selected.length > BULK_AGENTS ? `At most ${BULK_AGENTS} agents at once: select fewer` : null);

  const begin = (field: AssignField) => {
    const focused = focusedRow();
    const agents = selected.length > 0 ? selected : (rows ?? []).filter(({ id }) => id === focused);
    if (agents.length > 0 && refusal === null) setWish({ field, agents });
  };
  useShortcut({ keys: 'o', label: 'Owner of the selected agents', group: 'Agents' }, () => begin('owner'));
  useShortcut({ keys: 't', label: 'Tier of the selected agents', group: 'Agents' }, () => begin('riskTier'));

  return (
    <>
      <SelectionBar count={selected.length} one="agent" many="agents" onClear={() => onSelect([])}>
        <Button size="sm" disabledReason={refusal} aria-keyshortcuts="o" onClick={() => begin('owner')}>
          Owner
        </Button>
        <Button size="sm" disabledReason={refusal} aria-keyshortcuts="t" onClick={() => begin('riskTier')}>
          Tier
        </Button>
      </SelectionBar>
      {wish !== null && (
        <AssignDialog {...wish} onDone={(left) => onSelect(left)} onClose={() => setWish(null)} />
      )}
    </>
  );
}
