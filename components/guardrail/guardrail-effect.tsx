'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { CountText } from '@/components/ui/count-text';
import { KeyValueList } from '@/components/ui/key-value-list';
import { Panel } from '@/components/ui/panel';
import { TimeText } from '@/components/ui/time-text';
import { paths } from '@/lib/paths';
import { guardrailEffects } from '@/lib/query/guardrail';

/** What a guardrail did in the last thirty days, or would have done. */
export function GuardrailEffect({ name }: { name: string }) {
  const { data } = useQuery(guardrailEffects());
  const own = data?.items.find((one) => one.guardrail === name);
  const count = (value: number | undefined) =>
    data === undefined ? <span className="text-faint">–</span> : <CountText count={value ?? 0} />;
  return (
    <Panel title="Last 30 days">
      <KeyValueList
        items={[
          { label: 'Answered', value: count(own?.answered) },
          { label: 'Would have answered, in shadow', value: count(own?.shadow) },
          { label: 'Would have answered, of observed agents', value: count(own?.observed) },
        ]}
      />
      {data !== undefined && data.searchedTo !== null && (
        <p className="mt-2 text-muted text-sm">
          Counted back to <TimeText at={data.searchedTo} show="short" />, over {data.decisions} decisions.
        </p>
      )}
      <p className="mt-2">
        <Link href={paths.decisions({ reason: name })} className="text-accent underline">
          Decisions that it decided
        </Link>
      </p>
    </Panel>
  );
}
