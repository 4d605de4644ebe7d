import { Eye } from 'lucide-react';
import { Chip } from '@/components/ui/chip';
import { Link } from '@/components/ui/link';
import { OutcomeChip } from '@/components/ui/outcome-chip';
import { Panel } from '@/components/ui/panel';
import type { DecisionView } from '@/lib/contract/decision';
import { paths } from '@/lib/paths';

/** Which guardrails had something to say, by version, and what those would have said that did not answer. */
export function GuardrailSaid({ decision }: { decision: DecisionView }) {
  const matched = Object.entries(decision.guardrails);
  const { shadow, outcome, wouldBe } = decision;
  return (
    <Panel
      title="Guardrails"
      flush
      mark={wouldBe !== null && wouldBe !== outcome && <OutcomeChip outcome={wouldBe} />}
    >
      {matched.length === 0 && shadow.length === 0 && (
        <p className="px-4 py-3 text-muted">None had anything to say.</p>
      )}
      {wouldBe !== null && (
        <p className="border-line border-b px-4 py-2.5 text-sm">
          {wouldBe === outcome
            ? 'With those that only looked on, the outcome would have been the same.'
            : `With those that only looked on, the outcome would have been ${wouldBe}.`}
        </p>
      )}
      <ul>
        {matched.map(([name, version]) => (
          <Said key={name} name={name} version={version} />
        ))}
        {shadow.map((one) => (
          <Said
            key={`${one.mode} ${one.guardrail} ${one.version} ${one.message}`}
            name={one.guardrail}
            version={one.version}
            message={one.message}
            mode={one.mode}
            outcome={one.outcome}
          />
        ))}
      </ul>
    </Panel>
  );
}

type SaidProps = {
  name: string;
  version: number;
  message?: string;
  mode?: string;
  outcome?: DecisionView['outcome'] | null;
};

function Said({ name, version, message, mode, outcome }: SaidProps) {
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-1 border-line border-b px-4 py-2.5 last:border-b-0">
      <div className="min-w-0 grow basis-60 [overflow-wrap:anywhere]">
        <p>
          {name === '' ? (
            'No guardrail permits the call'
          ) : (
            <>
              <Link href={paths.guardrail(name)} className="font-mono text-accent underline">
                {name}
              </Link>{' '}
              <span className="text-muted text-sm">version {version}</span>
            </>
          )}
        </p>
        {message !== undefined && <p className="text-muted text-sm">{message}</p>}
      </div>
      <span className="flex flex-wrap gap-1.5">
        {mode !== undefined && (
          <Chip tone="plain" icon={<Eye aria-hidden="true" />}>
            {mode === 'observed' ? 'Agent is observed' : 'In shadow'}
          </Chip>
        )}
        {outcome !== undefined && outcome !== null && <OutcomeChip outcome={outcome} />}
      </span>
    </li>
  );
}
