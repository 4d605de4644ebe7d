'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { PageHeader } from '@/components/layout/page-header';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import { StaleBadge } from '@/components/ui/stale-badge';
import { StateChip } from '@/components/ui/state-chip';
import { useRested } from '@/components/ui/use-rested';
import { usePermissionRefusal } from '@/components/user/permission';
import type { GuardrailView } from '@/lib/contract/guardrail';
import { GUARDRAIL_MOVES, type GuardrailMove } from '@/lib/domain/guardrail';
import { paths } from '@/lib/paths';
import { ApiError } from '@/lib/query/client';
import { guardrailOne, guardrailValidation } from '@/lib/query/guardrail';
import { GuardrailCases } from './guardrail-cases';
import { GuardrailEditor } from './guardrail-editor';
import { GuardrailEffect } from './guardrail-effect';
import { GuardrailMoveButton } from './guardrail-move-button';
import { GuardrailReplay } from './guardrail-replay';
import { GuardrailVersions } from './guardrail-versions';
import { VersionsText } from './versions-text';

const BACK = { label: 'Guardrails', href: paths.guardrails() };
const MOVES = Object.keys(GUARDRAIL_MOVES) as GuardrailMove[];

/** A guardrail: its text, what is wrong with it, what stands in force, and what it does. */
export function GuardrailPage({ id }: { id: string }) {
  const { data: guardrail, error, isError, refetch, dataUpdatedAt } = useQuery(guardrailOne(id));
  if (guardrail !== undefined) {
    return <LoadedGuardrail guardrail={guardrail} staleSince={isError ? new Date(dataUpdatedAt) : null} />;
  }
  if (error instanceof ApiError && (error.status === 404 || error.status === 400)) {
    return (
      <>
        <PageHeader title={id} back={BACK} />
        <EmptyState
          title="There is no such guardrail"
          action={<LinkButton href={paths.guardrails()}>All guardrails</LinkButton>}
        >
          A retired guardrail keeps its page, so nobody ever wrote one of this name.
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHeader title={id} back={BACK} />
      {isError ? (
        <Problem error={error} title="The guardrail could not be loaded" onRetry={() => refetch()} />
      ) : (
        <Panel title="Loading">
          <SkeletonText lines={8} />
        </Panel>
      )}
    </>
  );
}

function LoadedGuardrail({ guardrail, staleSince }: { guardrail: GuardrailView; staleSince: Date | null }) {
  // Null while nothing was typed: then the text follows the latest version.
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? guardrail.text;
  const rested = useRested(text);
  const mayValidate = usePermissionRefusal('guardrail.validate') === null;
  const validation = useQuery({
    ...guardrailValidation(guardrail.id, rested),
    enabled: mayValidate && rested !== '',
  });
  const checked = validation.isPlaceholderData ? undefined : validation.data?.cases;
  const unsaved = text === guardrail.text ? null : 'Save the draft first';
  return (
    <>
      <PageHeader
        back={BACK}
        title={<code className="font-mono">{guardrail.name}</code>}
        mark={
          <>
            <StateChip state={guardrail.state} />
            {staleSince !== null && <StaleBadge since={staleSince} />}
          </>
        }
        description={<VersionsText guardrail={guardrail} />}
        actions={MOVES.map((move) => (
          <GuardrailMoveButton key={move} guardrail={guardrail} move={move} unsaved={unsaved} />
        ))}
      />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          <GuardrailEditor guardrail={guardrail} text={text} onText={setTyped} validation={validation} />
          <GuardrailReplay id={guardrail.id} text={text} hasErrors={validation.data?.valid === false} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <GuardrailEffect name={guardrail.name} />
          <GuardrailCases id={guardrail.id} checked={checked} />
          <GuardrailVersions id={guardrail.id} onTake={setTyped} />
        </div>
      </div>
    </>
  );
}
