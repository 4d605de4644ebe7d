'use client';

import { useState } from 'react';
import { Panel } from '@/components/ui/panel';
import { usePermissionRefusal } from '@/components/user/permission';
import type {
  ImportDefaults,
  ImportedView,
  ImportPlanView,
  PreviewImportInput,
} from '@/lib/contract/agent-import';
import { useImportAgents, usePreviewImport } from '@/lib/query/agent-import';
import { ApiError } from '@/lib/query/client';
import { ImportDone } from './import-done';
import { ImportForm } from './import-form';
import { ImportPlan } from './import-plan';

const CONFLICT = 409;

/** An import from a file or a card: the source, then what it would do, then what was done. */
export function FileImport({ from }: { from: 'csv' | 'card' }) {
  const refusal = usePermissionRefusal('agent.import');
  const preview = usePreviewImport();
  const commit = useImportAgents();
  const [defaults, setDefaults] = useState<ImportDefaults>({});
  const [plan, setPlan] = useState<ImportPlanView | null>(null);
  const [isOutdated, setOutdated] = useState(false);
  const [done, setDone] = useState<ImportedView | null>(null);

  const look = async (input: PreviewImportInput) => {
    setPlan(null);
    setOutdated(false);
    commit.reset();
    try {
      setPlan(await preview.mutateAsync(input));
    } catch {
      // It is shown from `preview.error`.
    }
  };
  const run = async (seen: ImportPlanView) => {
    try {
      setDone(await commit.mutateAsync({ ...seen.source, defaults, digest: seen.digest }));
    } catch (error) {
      // Something was changed since the preview, and nothing was done: here is what it would be now.
      if (!(error instanceof ApiError) || error.status !== CONFLICT) return;
      await look({ ...seen.source, defaults });
      setOutdated(true);
    }
  };

  if (done !== null) {
    return (
      <ImportDone
        done={done}
        onAgain={() => {
          setDone(null);
          setPlan(null);
          preview.reset();
          commit.reset();
        }}
      />
    );
  }
  return (
    <div className="flex flex-col gap-4">
      <Panel title={from === 'csv' ? 'CSV file' : 'A2A agent card'}>
        <ImportForm
          from={from}
          defaults={defaults}
          onDefaults={(next) => {
            setDefaults(next);
            // A plan holds for exactly what it was made from.
            setPlan(null);
          }}
          refusal={refusal}
          isBusy={preview.isPending}
          error={preview.error}
          onChange={() => setPlan(null)}
          onPreview={(input) => look({ ...input, defaults })}
        />
      </Panel>
      {plan !== null && (
        <ImportPlan
          plan={plan}
          isOutdated={isOutdated}
          refusal={refusal}
          isBusy={commit.isPending}
          error={commit.error instanceof ApiError && commit.error.status === CONFLICT ? null : commit.error}
          onCommit={() => run(plan)}
        />
      )}
    </div>
  );
}
