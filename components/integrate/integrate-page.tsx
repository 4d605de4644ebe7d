'use client';

import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { PageHeader } from '@/components/layout/page-header';
import { TARGET_SOURCES } from '@/components/stop/target-source';
import { Field } from '@/components/ui/field';
import { FieldPair } from '@/components/ui/field-pair';
import { CodeBlock } from '@/components/ui/json-view';
import { LinkButton } from '@/components/ui/link-button';
import { Panel } from '@/components/ui/panel';
import { type Choice, SearchSelect } from '@/components/ui/search-select';
import { Tabs } from '@/components/ui/tabs';
import { INTEGRATE_WAYS, paths } from '@/lib/paths';
import { firstSteps, WAYS, wayOf } from './ways';

const TABS = INTEGRATE_WAYS.map((way) => ({ id: way, label: WAYS[way].label, href: paths.integrate(way) }));

/** The ways in which an agent comes to ask, each with what is copied, filled in with this installation. */
export function IntegratePage({ origin }: { origin: string }) {
  const way = wayOf(useSearchParams().get('way'));
  const [agent, setAgent] = useState<Choice | null>(null);
  const [tool, setTool] = useState<Choice | null>(null);
  const place = { origin, agent: agent?.id ?? 'your-agent', tool: tool?.id ?? 'system/tool' };
  return (
    <>
      <PageHeader
        title="Ways to ask"
        description="Before an agent acts, somebody asks here: its own code, a hook, the gateway, a proxy or a script. All of them fail closed: no answer means no."
        actions={<LinkButton href={paths.apiReference()}>API</LinkButton>}
      />
      <div className="flex flex-col gap-4">
        <Panel title="First, for whom and what">
          <div className="flex flex-col gap-4">
            <FieldPair>
              <Field label="Agent">
                {(control) => (
                  <SearchSelect
                    control={control}
                    source={TARGET_SOURCES.agent}
                    value={agent}
                    onChange={setAgent}
                    placeholder="Name or id"
                  />
                )}
              </Field>
              <Field label="Tool">
                {(control) => (
                  <SearchSelect
                    control={control}
                    source={TARGET_SOURCES.tool}
                    value={tool}
                    onChange={setTool}
                    placeholder="Id or description"
                  />
                )}
              </Field>
            </FieldPair>
            {firstSteps(place).map(({ label, text }) => (
              <CodeBlock key={label} label={label} text={text} />
            ))}
          </div>
        </Panel>
        <Tabs label="Ways to ask" tabs={TABS} current={way} />
        <Panel title={WAYS[way].label}>
          <div className="flex flex-col gap-4">
            <p className="max-w-prose text-muted">{WAYS[way].about}</p>
            {WAYS[way].snippets(place).map(({ label, file, text }) => (
              <CodeBlock key={label} label={file === undefined ? label : `${label}: ${file}`} text={text} />
            ))}
          </div>
        </Panel>
      </div>
    </>
  );
}
