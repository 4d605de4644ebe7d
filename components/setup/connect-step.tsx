'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { TARGET_SOURCES } from '@/components/stop/target-source';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { CodeBlock } from '@/components/ui/json-view';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { type Choice, SearchSelect } from '@/components/ui/search-select';
import { usePermissionRefusal } from '@/components/user/permission';
import { coversTool } from '@/lib/domain/pattern';
import { useCreateApiKey } from '@/lib/query/api-key';
import { entitlementList } from '@/lib/query/entitlement';
import { toolDefinition } from '@/lib/query/setup';
import { toolList } from '@/lib/query/tool';
import { sampleArguments, snippetFor } from './snippet';

const DAYS = 90;

/** The last screen: a program for your own agent, with host and a fresh key filled in. */
export function ConnectStep() {
  const refusal = usePermissionRefusal('api-key.create');
  const create = useCreateApiKey();
  const [agent, setAgent] = useState<Choice | null>(null);
  const tool = useReadingTool(agent?.id ?? null);
  const key = create.data?.key;

  const make = () => {
    if (agent === null) return;
    create.mutate({
      name: `Gateway of ${agent.id}`,
      roles: ['pep'],
      agents: [agent.id],
      expiresAt: new Date(Date.now() + DAYS * 24 * 3_600_000),
    });
  };

  return (
    <Panel title="Connect your own agent">
      <div className="flex max-w-200 flex-col gap-4">
        <p className="text-muted">
          Choose an agent, make a key for whoever stands between it and its tools, and run this. The key asks
          for this agent alone and ends in {DAYS} days.
        </p>
        <Field label="Agent">
          {(control) => (
            <SearchSelect
              control={control}
              source={TARGET_SOURCES.agent}
              value={agent}
              onChange={(next) => {
                setAgent(next);
                create.reset();
              }}
              placeholder="Name or id"
            />
          )}
        </Field>
        <Problem error={create.error} title="No key was made" />
        {agent !== null && key !== undefined && (
          <>
            <p role="status" className="font-medium">
              The key is in there, and shown only now.
            </p>
            <CodeBlock
              label="ask.mjs"
              text={snippetFor({ url: window.location.origin, key, agent: agent.id, tool })}
            />
            {tool === null && (
              <p className="text-muted">
                This agent is entitled to no tool yet: put one of yours in, and expect a denial until it is.
              </p>
            )}
          </>
        )}
        <div>
          <Button
            variant="primary"
            busy={create.isPending}
            disabledReason={
              refusal ??
              (agent === null
                ? 'Choose an agent first'
                : key !== undefined
                  ? 'The key is made: copy it'
                  : null)
            }
            onClick={make}
          >
            Make a key and fill it in
          </Button>
        </div>
      </div>
    </Panel>
  );
}

type Reading = { id: string; args: Record<string, unknown> };

/** A tool that the agent may read with, as far as its first entitlements tell; null when there is none. */
function useReadingTool(agent: string | null): Reading | null {
  const entitlements = useQuery({
    ...entitlementList({ agent: agent ?? '', live: 'true' }),
    enabled: agent !== null,
  }).data?.items;
  const scope = entitlements?.find(
    ({ activation, scope: { actionClasses } }) =>
      activation === 'automatic' && actionClasses.includes('read'),
  )?.scope;
  const { data } = useInfiniteQuery({
    ...toolList({ system: scope?.system ?? '' }),
    enabled: scope !== undefined,
  });
  const found = data?.pages
    .flatMap(({ items }) => items)
    .find(
      ({ name, actionClass, state }) =>
        actionClass === 'read' &&
        state === 'reviewed' &&
        (scope?.tools ?? []).some((pattern) => coversTool(pattern, name)),
    );
  const definition = useQuery({ ...toolDefinition(found?.id ?? ''), enabled: found !== undefined }).data;
  return definition === undefined
    ? null
    : { id: definition.id, args: sampleArguments(definition.inputSchema) };
}
