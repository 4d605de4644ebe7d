'use client';

import { useQueryClient } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { OutcomeChip } from '@/components/ui/outcome-chip';
import { Problem } from '@/components/ui/problem';
import { DurationText, TimeText } from '@/components/ui/time-text';
import { usePermissionRefusal } from '@/components/user/permission';
import type { SetupView } from '@/lib/contract/setup';
import { paths } from '@/lib/paths';
import { runDemo, type DemoStep as Step } from '@/lib/query/demo-run';

/** Runs the demo agent for real, and shows each answer as it comes. */
export function DemoStep({ last }: { last: SetupView['demoRun'] }) {
  const refusal = usePermissionRefusal('setup.change');
  const queryClient = useQueryClient();
  const [steps, setSteps] = useState<Step[]>([]);
  const [isRunning, setRunning] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const run = async () => {
    setRunning(true);
    setError(null);
    setSteps([]);
    try {
      await runDemo((step) => setSteps((before) => [...before, step]));
    } catch (problem) {
      setError(problem);
    } finally {
      setRunning(false);
      void queryClient.invalidateQueries();
    }
  };
  const ended = steps.find((step) => step.kind === 'ended');

  return (
    <div className="flex flex-col gap-3">
      <p className="text-muted">
        A small agent asks for real decisions at{' '}
        <code className="font-mono text-sm">/access/v1/evaluation</code>, with a task and a key of its own.
        Nothing is made up: every answer has its record.
      </p>
      {last !== null && steps.length === 0 && (
        <p>
          It last ran <TimeText at={last.endedAt} />:{' '}
          <TextLink href={paths.task(last.task)}>its task</TextLink>.
        </p>
      )}
      {steps.length > 0 && (
        <ol aria-label="What happened" aria-live="polite" className="flex flex-col gap-2">
          {steps.map((step, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever added at the end
            <li key={at} className="rounded-lg border border-line px-3 py-2">
              <Told step={step} endedAt={ended?.at ?? null} />
            </li>
          ))}
        </ol>
      )}
      <Problem error={error} title="The run broke off" />
      <div>
        <Button variant="primary" busy={isRunning} disabledReason={refusal} onClick={run}>
          <Play aria-hidden="true" />
          {last === null && steps.length === 0 ? 'Run the demo agent' : 'Run it again'}
        </Button>
      </div>
    </div>
  );
}

function Told({ step, endedAt }: { step: Step; endedAt: Date | null }) {
  switch (step.kind) {
    case 'opened':
      return (
        <p>
          <TextLink href={paths.agent(step.agent)}>{step.agent}</TextLink> opened{' '}
          <TextLink href={paths.task(step.task)}>a task</TextLink>: “{step.purpose}”. It may read only, and
          got {step.grants === 1 ? 'one grant' : `${step.grants} grants`} with it.
        </p>
      );
    case 'ended':
      return (
        <p>
          The task is completed, and its {step.grants === 1 ? 'grant' : `${step.grants} grants`} revoked with
          it: <TimeText at={step.at} show="instant" />
        </p>
      );
    case 'asked':
      return (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <OutcomeChip outcome={step.outcome} />
          <span className="min-w-0 grow">
            It {step.what}.{step.reason !== '' && <span className="text-muted"> {step.reason}.</span>}
            {step.isAfterEnd && endedAt !== null && (
              <span className="text-muted">
                {' '}
                Decided <DurationText ms={Math.max(0, step.at.getTime() - endedAt.getTime())} /> after the
                revocation.
              </span>
            )}
          </span>
          <TextLink href={paths.decision(step.decision)}>Its decision</TextLink>
        </div>
      );
  }
}

function TextLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link
      href={href}
      className="rounded-sm underline decoration-edge underline-offset-2 hover:decoration-ink"
    >
      {children}
    </Link>
  );
}
