'use client';

import { useQuery } from '@tanstack/react-query';
import { PageHeader } from '@/components/layout/page-header';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { Problem } from '@/components/ui/problem';
import { Skeleton } from '@/components/ui/skeleton';
import { usePermissionRefusal } from '@/components/user/permission';
import type { SetupView } from '@/lib/contract/setup';
import type { SetupStep } from '@/lib/domain/setup';
import { paths } from '@/lib/paths';
import { setup, useDismissSetup } from '@/lib/query/setup';
import { ConnectStep } from './connect-step';
import { DemoStep } from './demo-step';
import { NotificationStep } from './notification-step';
import { PresetStep } from './preset-step';
import { RemoveDemoButton } from './remove-demo-button';
import { StepCard } from './step-card';

const TITLES: Record<SetupStep, string> = {
  account: 'An admin who can sign in',
  inventory: 'Agents and systems',
  preset: 'Rules to begin with',
  notification: 'Notifications',
  demo_run: 'See a real decision',
};

/** Five steps, to be taken in any order and left at any time: what is done is read off what is there. */
export function SetupPage() {
  const { data, error, refetch } = useQuery(setup());
  const refusal = usePermissionRefusal('setup.change');
  const dismiss = useDismissSetup();
  const open = data?.steps.filter(({ state }) => state === 'open').length;
  return (
    <>
      <PageHeader
        title="Setup"
        description={
          open === undefined
            ? 'From an empty installation to a real decision.'
            : open === 0
              ? 'Everything that can be done is done.'
              : `${open} of ${data?.steps.filter(({ state }) => state !== 'not_yet').length} steps are open. Leave and come back when you like.`
        }
        actions={
          data !== undefined && (
            <>
              <Button
                busy={dismiss.isPending}
                disabledReason={refusal}
                onClick={() => dismiss.mutate({ dismissed: data.dismissedAt === null })}
              >
                {data.dismissedAt === null ? 'Dismiss the wizard' : 'Show it on the overview again'}
              </Button>
              <RemoveDemoButton demo={data.demo} />
            </>
          )
        }
      />
      {error !== null && data === undefined && (
        <Problem error={error} title="How far this is could not be read" onRetry={() => refetch()} />
      )}
      {data === undefined && error === null && <Skeleton className="h-96 w-full" />}
      {data !== undefined && (
        <div className="flex max-w-300 flex-col gap-4">
          <Problem error={dismiss.error} title="Not changed" />
          {data.steps.map(({ step, state }, at) => (
            <StepCard key={step} at={at + 1} title={TITLES[step]} state={state}>
              <Step step={step} view={data} />
            </StepCard>
          ))}
          <ConnectStep />
        </div>
      )}
    </>
  );
}

function Step({ step, view }: { step: SetupStep; view: SetupView }) {
  switch (step) {
    case 'account':
      return <Account people={view.people} />;
    case 'inventory':
      return <Inventory view={view} />;
    case 'preset':
      return <PresetStep preset={view.preset} />;
    case 'notification':
      return <NotificationStep test={view.channelTest} />;
    case 'demo_run':
      return <DemoStep last={view.demoRun} />;
  }
}

function Account({ people }: { people: SetupView['people'] }) {
  return (
    <div className="flex flex-wrap items-center gap-3">
      <p className="min-w-60 grow">
        {people.canSignIn === 0
          ? 'Nobody can: open the one-time link that was printed when Cordon started, or configure single sign-on.'
          : `${people.canSignIn} of ${people.admins} enabled admins can sign in, with a password of their own or by single sign-on.`}
        {people.canSignIn === 1 &&
          ' A second one keeps you from being locked out, and can release a stop of everything.'}
      </p>
      <LinkButton href={paths.settings('people')}>People</LinkButton>
      <LinkButton href={paths.settings('single-sign-on')}>Single sign-on</LinkButton>
    </div>
  );
}

function Inventory({ view: { inventory, demo } }: { view: SetupView }) {
  return (
    <div className="flex flex-wrap items-center gap-3">
      <p className="min-w-60 grow">
        {inventory.agents} agents and {inventory.systems} systems are registered
        {demo.agents + demo.systems > 0 && `, of them ${demo.agents} and ${demo.systems} of the demo`}. Bring
        your own agents, or register a system and ask it for its tools.
      </p>
      <LinkButton href={paths.importAgents()}>Import agents</LinkButton>
      <LinkButton href={paths.systems()}>Systems</LinkButton>
    </div>
  );
}
