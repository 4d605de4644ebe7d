'use client';

import { useQuery } from '@tanstack/react-query';
import { CountText } from '@/components/ui/count-text';
import { KeyValueList } from '@/components/ui/key-value-list';
import { Link } from '@/components/ui/link';
import { Panel } from '@/components/ui/panel';
import { TimeText } from '@/components/ui/time-text';
import { isNoise } from '@/lib/domain/noise';
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
          { label: 'Asked a person', value: count(own?.prompts) },
        ]}
      />
      {data !== undefined && data.searchedTo !== null && (
        <p className="mt-2 text-muted text-sm">
          Counted back to <TimeText at={data.searchedTo} show="short" />, over {data.decisions} decisions.
        </p>
      )}
      {own !== undefined && own.prompts > 0 && data !== undefined && (
        <p className="mt-1 text-muted text-sm">
          It asks about {perHundred(own.prompts, data.calls)} in 100 calls; {own.approved} approved,{' '}
          {own.refused} refused.
        </p>
      )}
      {own !== undefined && isNoise(own) && (
        <p
          role="status"
          className="mt-2 rounded-md bg-escalate-tint px-2.5 py-1.5 text-escalate-text text-sm"
        >
          People approved all {own.approved} calls that it asked about and that were answered. What is always
          approved teaches nobody anything: narrow it, or put it in shadow.
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

function perHundred(prompts: number, calls: number): string {
  const share = (100 * prompts) / Math.max(calls, prompts);
  return share < 0.1 ? 'fewer than 0.1' : share.toFixed(1);
}
