'use client';

import { useQuery } from '@tanstack/react-query';
import { Check, X } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { Link } from '@/components/ui/link';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import { usePermissionRefusal } from '@/components/user/permission';
import type { GuardrailValidation } from '@/lib/contract/guardrail';
import type { GuardrailCaseView } from '@/lib/contract/guardrail-case';
import type { CaseAnswer } from '@/lib/domain/guardrail-case';
import { paths } from '@/lib/paths';
import { guardrailCases, useRemoveGuardrailCase } from '@/lib/query/guardrail-case';

const SAYS: Record<CaseAnswer, string> = {
  silent: 'nothing',
  escalate: 'escalate',
  defer: 'defer',
  deny: 'deny',
};

type Checked = GuardrailValidation['cases'][number];
type Props = {
  id: string;
  /** What the text in the editor says to each; undefined while that is not known. */
  checked: readonly Checked[] | undefined;
};

/** The calls to which the guardrail must say what it is expected to, before a version of it is enforced. */
export function GuardrailCases({ id, checked }: Props) {
  const { data, error, isError, refetch } = useQuery(guardrailCases(id));
  const broken = checked?.filter(({ holds }) => !holds).length ?? 0;
  return (
    <Panel title={data === undefined || data.length === 0 ? 'Cases' : `Cases (${data.length})`} flush>
      {isError && <Problem error={error} title="The cases could not be loaded" onRetry={() => refetch()} />}
      {data === undefined && !isError && (
        <div className="p-4">
          <SkeletonText lines={2} />
        </div>
      )}
      {data?.length === 0 && (
        <p className="px-4 py-3 text-muted">
          A case is a real call with the answer that this guardrail must give to it. Make one from a
          decision’s page, or from a replay. No version is enforced while one of them does not hold.
        </p>
      )}
      {broken > 0 && (
        <p role="status" className="border-line border-b px-4 py-2 text-deny-text">
          {broken === 1 ? 'One case does' : `${broken} cases do`} not hold with this text: it cannot be
          enforced.
        </p>
      )}
      <ul aria-label="Cases">
        {data?.map((one) => (
          <CaseLine key={one.id} item={one} checked={checked?.find((other) => other.id === one.id)} />
        ))}
      </ul>
    </Panel>
  );
}

function CaseLine({ item, checked }: { item: GuardrailCaseView; checked: Checked | undefined }) {
  const remove = useRemoveGuardrailCase();
  const refusal = usePermissionRefusal('guardrail-case.remove');
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-4 py-2 last:border-b-0">
      {checked !== undefined && <Held checked={checked} />}
      <Link href={paths.decision(item.decision)} className="min-w-0 truncate underline underline-offset-2">
        {item.name}
      </Link>
      <span className="text-muted text-sm">must say {SAYS[item.expected]}</span>
      <Button
        size="sm"
        className="ml-auto"
        busy={remove.isPending}
        disabledReason={refusal}
        onClick={() => remove.mutate(item.id)}
      >
        Remove
        <span className="sr-only"> the case {item.name}</span>
      </Button>
      <Problem error={remove.error} title="Not removed" />
    </li>
  );
}

function Held({ checked: { holds, says } }: { checked: Checked }) {
  return holds ? (
    <Chip tone="allow" icon={<Check aria-hidden="true" />}>
      Holds
    </Chip>
  ) : (
    <Chip tone="deny" icon={<X aria-hidden="true" />}>
      Says {SAYS[says]}
    </Chip>
  );
}
