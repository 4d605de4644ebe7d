'use client';

import { useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleDashed, Clock, X } from 'lucide-react';
import { useViewer } from '@/components/layout/viewer';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { Panel } from '@/components/ui/panel';
import { isPermitted } from '@/lib/domain/role';
import type { SetupStep } from '@/lib/domain/setup';
import { paths } from '@/lib/paths';
import { setup, useDismissSetup } from '@/lib/query/setup';

const WORDS: Record<SetupStep, string> = {
  account: 'Admin account',
  inventory: 'Agents and systems',
  preset: 'Rules to begin with',
  notification: 'Notifications',
  demo_run: 'A real decision',
};
const ICONS = { done: CircleCheck, open: CircleDashed, not_yet: Clock } as const;

/** On the overview of whoever sets up, until everything is done or somebody dismisses it. */
export function SetupCard() {
  const { roles } = useViewer();
  const isMine = isPermitted('setup.change', roles);
  const { data } = useQuery({ ...setup(), enabled: isMine });
  const dismiss = useDismissSetup();
  if (!isMine || data === undefined || data.isDone || data.dismissedAt !== null) return null;
  return (
    <Panel
      title="Set up Cordon"
      actions={
        <>
          <LinkButton href={paths.setup()} variant="primary" size="sm">
            Go on
          </LinkButton>
          <Button
            variant="ghost"
            size="icon"
            aria-label="Dismiss the wizard for everybody"
            data-tip="Dismiss for everybody"
            busy={dismiss.isPending}
            onClick={() => dismiss.mutate({ dismissed: true })}
          >
            <X aria-hidden="true" />
          </Button>
        </>
      }
    >
      <ol className="flex flex-wrap gap-x-6 gap-y-1">
        {data.steps.map(({ step, state }) => {
          const Icon = ICONS[state];
          return (
            <li key={step} className={state === 'open' ? 'font-medium' : 'text-muted'}>
              <Icon aria-hidden="true" className="-mt-0.5 mr-1.5 inline size-4" />
              {WORDS[step]}
              <span className="sr-only">: {state === 'not_yet' ? 'not in this release' : state}</span>
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}
