'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { GuardrailView } from '@/lib/contract/guardrail';
import { GUARDRAIL_MOVES, type GuardrailMove, type GuardrailState } from '@/lib/domain/guardrail';
import { useMoveGuardrail } from '@/lib/query/guardrail';
import { VersionsText } from './versions-text';

type Words = { button: string; effect: string; none: string; done: string };

const WORDS: Record<GuardrailMove, Words> = {
  shadow: {
    button: 'Shadow',
    effect: 'Every decision asks it and records what it would have said. It never answers.',
    none: 'Neither a draft nor an enforced version could be put in shadow',
    done: 'is in shadow',
  },
  enforce: {
    button: 'Enforce',
    effect: 'It answers from the next decision on, on every instance, in the place of the version before.',
    none: 'There is neither a draft nor a version in shadow to enforce',
    done: 'is enforced',
  },
  retire: {
    button: 'Retire',
    effect: 'None of its versions answers or is asked any more. Its texts stay.',
    none: 'It is retired already',
    done: 'is retired',
  },
};

const versionIn = (guardrail: GuardrailView, state: GuardrailState): number | null =>
  ({
    draft: guardrail.draftVersion,
    shadow: guardrail.shadowVersion,
    enforced: guardrail.enforcedVersion,
    retired: null,
  })[state];

/** The version that a move would take: the latest of those that can. The server chooses the same. */
function versionFor(guardrail: GuardrailView, move: GuardrailMove): number | null {
  const able = GUARDRAIL_MOVES[move].from
    .map((state) => versionIn(guardrail, state))
    .filter((version) => version !== null);
  return able.length === 0 ? null : Math.max(...able);
}

type Props = { guardrail: GuardrailView; move: GuardrailMove; unsaved: string | null };

/** One step of a guardrail's latest version. Where it is not possible, the button says why. */
export function GuardrailMoveButton({ guardrail, move, unsaved }: Props) {
  const missingRole = usePermissionRefusal(`guardrail.${move}`);
  const run = useMoveGuardrail(move);
  const [isOpen, setOpen] = useState(false);
  const words = WORDS[move];
  const version = versionFor(guardrail, move);
  const refusal = missingRole ?? (version === null ? words.none : null);
  const what = move === 'retire' ? guardrail.name : `version ${version} of ${guardrail.name}`;

  return (
    <>
      <Button
        variant={move === 'enforce' ? 'primary' : 'secondary'}
        disabledReason={refusal ?? (move === 'retire' ? null : unsaved)}
        onClick={() => setOpen(true)}
      >
        {words.button}
      </Button>
      {isOpen && (
        <ReasonDialog
          title={`${words.button} ${what}`}
          description={words.effect}
          confirm={words.button}
          variant={move === 'retire' ? 'danger' : 'primary'}
          isReasonOptional={move !== 'enforce'}
          revision={guardrail.revision}
          standing={<VersionsText guardrail={guardrail} />}
          refusal={refusal}
          run={async ({ reason, ifMatch }) => {
            await run.mutateAsync({ id: guardrail.id, ifMatch, ...(reason !== '' && { reason }) });
            showToast({ tone: 'done', title: `${guardrail.name} ${words.done}` });
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
