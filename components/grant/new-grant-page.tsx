'use client';

import { useQuery } from '@tanstack/react-query';
import { parseAsString, useQueryStates } from 'nuqs';
import { PageHeader } from '@/components/layout/page-header';
import { EmptyState } from '@/components/ui/empty-state';
import { Field } from '@/components/ui/field';
import { LinkButton } from '@/components/ui/link-button';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { type ChoiceSource, SearchSelect } from '@/components/ui/search-select';
import { SkeletonText } from '@/components/ui/skeleton';
import type { TaskDetail } from '@/lib/contract/task';
import { OPEN_TASK_STATES } from '@/lib/domain/task';
import { splitToolId } from '@/lib/domain/tool';
import { paths } from '@/lib/paths';
import { entitlementList } from '@/lib/query/entitlement';
import { findTasks, taskOne } from '@/lib/query/task';
import { NewGrantForm } from './new-grant-form';
import { type CallWish, fittingEntitlements } from './new-grant-scope';

const BACK = { label: 'Grants', href: paths.grants() };

const TASKS: ChoiceSource = {
  noun: 'task',
  find: async (text, signal) =>
    (await findTasks(text, signal))
      .filter(({ state }) => OPEN_TASK_STATES.includes(state))
      .map(({ id, purpose, agentName }) => ({ id, label: purpose, detail: `${agentName} · ${id}` })),
};

const PARSERS = {
  task: parseAsString,
  tool: parseAsString,
  actionClass: parseAsString,
  sensitivity: parseAsString,
  resource: parseAsString,
};

/** Gives one running task something that it lacks. It ends with the task at the latest. */
export function NewGrantPage() {
  const [wish, setWish] = useQueryStates(PARSERS, { history: 'push' });
  const task = useQuery({ ...taskOne(wish.task ?? ''), enabled: wish.task !== null });
  return (
    <>
      <PageHeader
        back={BACK}
        title="New grant"
        description="For one running task, inside an entitlement of its agent. Nothing is standing: it ends with the task at the latest."
      />
      {wish.task === null && (
        <Panel title="For which task">
          <Field label="Task" hint="Open tasks, by purpose, agent or id.">
            {(control) => (
              <SearchSelect
                control={control}
                source={TASKS}
                value={null}
                placeholder="Purpose, agent or id"
                onChange={(next) => next !== null && setWish({ task: next.id })}
              />
            )}
          </Field>
        </Panel>
      )}
      {task.isError && task.data === undefined && (
        <Problem error={task.error} title="The task could not be loaded" onRetry={() => task.refetch()} />
      )}
      {wish.task !== null && task.data === undefined && !task.isError && (
        <Panel title="Loading">
          <SkeletonText lines={8} />
        </Panel>
      )}
      {task.data !== undefined && <ForTask key={task.data.id} task={task.data} wish={callOf(wish)} />}
    </>
  );
}

/** The call that was denied, as far as the address names it whole. */
function callOf(wish: Record<keyof typeof PARSERS, string | null>): CallWish | null {
  const tool = splitToolId(wish.tool ?? '');
  if (tool === null || wish.actionClass === null || wish.sensitivity === null) return null;
  return {
    system: tool.system,
    tool: tool.name,
    actionClass: wish.actionClass as CallWish['actionClass'],
    sensitivity: wish.sensitivity as CallWish['sensitivity'],
    resource: wish.resource,
  };
}

function ForTask({ task, wish }: { task: TaskDetail; wish: CallWish | null }) {
  const entitlements = useQuery(entitlementList({ agent: task.agent, live: 'true' }));
  if (!OPEN_TASK_STATES.includes(task.state)) {
    return (
      <EmptyState
        title={`The task is ${task.state}`}
        action={<LinkButton href={paths.task(task.id)}>Open the task</LinkButton>}
      >
        What has ended is given nothing. The agent’s runtime opens a new task for new work.
      </EmptyState>
    );
  }
  if (entitlements.data === undefined) {
    return entitlements.isError ? (
      <Problem
        error={entitlements.error}
        title="The entitlements could not be loaded"
        onRetry={() => entitlements.refetch()}
      />
    ) : (
      <Panel title="Loading">
        <SkeletonText lines={8} />
      </Panel>
    );
  }
  const fitting = fittingEntitlements(entitlements.data.items, wish);
  if (fitting.length === 0) {
    return (
      <EmptyState
        title={
          wish === null ? 'The agent has no live entitlement' : 'No entitlement of the agent covers this call'
        }
        action={
          <LinkButton
            variant="primary"
            href={paths.newEntitlement({ agent: task.agent, ...(wish !== null && { system: wish.system }) })}
          >
            Create an entitlement
          </LinkButton>
        }
      >
        A grant lies inside an entitlement. {task.agentName} needs one that covers{' '}
        {wish === null ? 'what the task is to do' : `${wish.actionClass} with ${wish.system}/${wish.tool}`}{' '}
        first.
      </EmptyState>
    );
  }
  return <NewGrantForm task={task} entitlements={fitting} wish={wish} />;
}
