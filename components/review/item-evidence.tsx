'use client';

import { useQuery } from '@tanstack/react-query';
import { ArrowRight, Bot, RefreshCw, UserX } from 'lucide-react';
import type { ReactNode } from 'react';
import { UsageBar } from '@/components/agent/usage-bar';
import { KIND_WORDS } from '@/components/finding/kind-words';
import { ScopeText } from '@/components/grant/scope-text';
import { Chip } from '@/components/ui/chip';
import { cx } from '@/components/ui/class-name';
import { CountText } from '@/components/ui/count-text';
import { Link } from '@/components/ui/link';
import { StateChip } from '@/components/ui/state-chip';
import { TierChip } from '@/components/ui/tier-chip';
import { formatDuration } from '@/components/ui/time-format';
import { TimeText } from '@/components/ui/time-text';
import { ActorName } from '@/components/user/actor-name';
import { PersonText } from '@/components/user/person-text';
import type { ReviewItemView } from '@/lib/contract/review-item';
import { paths } from '@/lib/paths';
import { agentOne } from '@/lib/query/agent';
import { KIND_NAMES, RULE_NAMES, SAID_WORDS } from './review-words';
import { VerbChip } from './verb-chip';

/** What a reviewer needs to know of one item, the answer first. Nothing here changes anything. */
export function ItemEvidence({ item }: { item: ReviewItemView }) {
  return (
    <div className="flex flex-col gap-2.5">
      <Who item={item} />
      <What item={item} />
      {item.changed !== null && (
        <p className="flex items-start gap-2 rounded-md bg-escalate-tint px-3 py-1.5 text-escalate-text text-sm">
          <RefreshCw aria-hidden="true" className="mt-0.5 size-3.5 shrink-0" />
          <span>
            <span className="font-medium">Changed since the snapshot.</span> {item.changed.says} What you see
            is of <TimeText at={item.changed.at} show="short" />.
          </span>
        </p>
      )}
      <Recommendation item={item} />
      <Facts item={item} />
      <Tools item={item} />
    </div>
  );
}

function Who({ item }: { item: ReviewItemView }) {
  const { agent } = item;
  return (
    <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
      <TierChip tier={item.tier} />
      {agent === null ? (
        <span className="font-semibold">{item.system}</span>
      ) : (
        <>
          <Link href={paths.agent(agent.id)} className="font-semibold hover:underline">
            <Bot aria-hidden="true" className="-mt-0.5 mr-1 inline size-4 text-muted" />
            {agent.name}
          </Link>
          <AgentOwner agentId={agent.id} ownership={item.subject.ownership} />
        </>
      )}
      <span
        className={cx(
          'ml-auto text-muted text-sm',
          item.kind === 'entitlement' && item.stages === 1 && 'max-sm:hidden',
        )}
      >
        {KIND_NAMES[item.kind]}
        {item.stages > 1 && ` · stage ${item.stage} of ${item.stages}`}
      </span>
    </div>
  );
}

function AgentOwner({
  agentId,
  ownership,
}: {
  agentId: string;
  ownership: ReviewItemView['subject']['ownership'];
}) {
  const { data } = useQuery({ ...agentOne(agentId), enabled: ownership === null });
  const owner = ownership?.owner ?? data?.owner;
  const isOwned = ownership?.isOwned ?? data?.isOwned ?? true;
  if (owner === undefined) return <span className="text-faint text-sm">owner …</span>;
  return (
    <span className="text-muted text-sm">
      owned by <PersonText person={owner} />
      {!isOwned && (
        <span className="text-deny-text">
          {' '}
          <UserX aria-hidden="true" className="-mt-0.5 inline size-3.5" /> nobody answers
        </span>
      )}
    </span>
  );
}

function What({ item }: { item: ReviewItemView }) {
  const { entitlement, ownership, tool } = item.subject;
  if (entitlement !== null)
    return (
      <div>
        <ScopeText scope={entitlement.scope} />
        <p className="text-muted text-sm">
          {entitlement.activation === 'automatic' ? 'with each task' : 'after approval'} · at most{' '}
          {formatDuration(entitlement.maxTtlSeconds * 1000)} · ends <TimeText at={entitlement.endsAt} />
        </p>
      </div>
    );
  if (ownership !== null)
    return (
      <div>
        <p>
          <span className="font-medium">Answers for it:</span> <PersonText person={ownership.owner} />
          {ownership.backupOwner !== null ? (
            <>
              , in their place <PersonText person={ownership.backupOwner} />
            </>
          ) : (
            <span className="text-muted">, nobody in their place</span>
          )}
          {ownership.proposedOwner !== null && (
            <>
              ; <PersonText person={ownership.proposedOwner} /> was asked
            </>
          )}
        </p>
        <p className="text-muted text-sm">
          {ownership.entitlements} live {ownership.entitlements === 1 ? 'entitlement' : 'entitlements'} · “
          {ownership.purpose}”
        </p>
      </div>
    );
  if (tool === null) return <p className="font-medium">{item.title}</p>;
  return (
    <div>
      <p className="flex flex-wrap items-center gap-2">
        <Link href={paths.tool(tool.id)} className="font-mono text-sm hover:underline">
          {tool.id}
        </Link>
        <StateChip state={tool.state} />
        {tool.isChanged && <span className="text-deny-text text-sm">its definition changed</span>}
      </p>
      <p className="text-muted text-sm">
        {tool.actionClass}, {tool.sensitivity} data
        {tool.returnsUntrusted && ', returns what is not to be trusted'} · {tool.agents}{' '}
        {tool.agents === 1 ? 'agent' : 'agents'} may call it
      </p>
    </div>
  );
}

function Recommendation({ item }: { item: ReviewItemView }) {
  return (
    <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1 rounded-md bg-sunken px-3 py-2">
      <span className="text-muted text-sm">Recommended</span>
      <VerbChip verb={item.recommendation} />
      <span className="basis-60 grow text-sm">
        {item.recommendationSays}{' '}
        <span className="whitespace-nowrap text-muted">(rule: {RULE_NAMES[item.recommendationRule]})</span>
      </span>
      {item.recommendedScope !== null && item.subject.entitlement !== null && (
        <details className="basis-full text-sm">
          <summary className="w-fit cursor-pointer rounded-sm text-muted pointer-coarse:py-1.5">
            What would be left
          </summary>
          <div className="mt-1 flex items-start gap-2">
            <ArrowRight aria-hidden="true" className="mt-1 size-3.5 shrink-0 text-muted" />
            <ScopeText scope={item.recommendedScope} />
          </div>
        </details>
      )}
    </div>
  );
}

function Facts({ item }: { item: ReviewItemView }) {
  const { evidence, subject } = item;
  const { reach, calls, peers, previous } = evidence;
  const windowDays = Math.max(1, Math.round((evidence.to.getTime() - evidence.from.getTime()) / 86_400_000));
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-2 lg:grid-cols-3 xl:grid-cols-4">
      <Fact label="Last used">
        {evidence.lastUsedAt === null ? (
          <span className="font-medium">not in {windowDays} days</span>
        ) : (
          <TimeText at={evidence.lastUsedAt} show="relative" className="font-medium" />
        )}
      </Fact>
      <Fact label={`Used in ${windowDays} days`}>
        <UsageBar used={reach.used} reachable={reach.tools} />
      </Fact>
      <Fact label={subject.entitlement === null ? 'Its calls' : 'Calls of these tools'}>
        <CountText count={calls.allows} /> allowed ·{' '}
        <span className={calls.denials > 0 ? 'font-medium text-deny-text' : undefined}>
          <CountText count={calls.denials} /> denied
        </span>
        {calls.escalations > 0 && (
          <>
            {' · '}
            <CountText count={calls.escalations} /> asked
          </>
        )}
        {subject.entitlement !== null && reach.used === 0 && calls.allows > 0 && (
          <span className="text-muted"> · by what else it holds, not by this</span>
        )}
      </Fact>
      <Fact label="Reach">
        <CountText count={reach.tools} /> {reach.tools === 1 ? 'tool' : 'tools'}
        {reach.changing > 0 && `, ${reach.changing} not only to read`}
        {reach.highestSensitivity !== null && (
          <span className="text-muted"> · {reach.highestSensitivity}</span>
        )}
      </Fact>
      <Fact label="A revoke takes away">
        {reach.wouldGo === 0 ? (
          <span className="text-muted">nothing it has not otherwise</span>
        ) : (
          <>
            <CountText count={reach.wouldGo} /> {reach.wouldGo === 1 ? 'tool' : 'tools'}
            {item.recommendation === 'narrow' && (
              <span className="text-muted"> · narrowing {reach.wouldGoOnNarrow}</span>
            )}
          </>
        )}
      </Fact>
      <Fact label="Peers">
        {peers.count === 0 ? (
          <span className="text-muted">nobody else has it</span>
        ) : (
          <span title={peers.agents.map(({ name }) => name).join(', ')}>
            <CountText count={peers.count} /> {peers.count === 1 ? 'other has' : 'others have'} it ·{' '}
            <CountText count={peers.using} /> use it
          </span>
        )}
      </Fact>
      <Fact label="Previous review">
        {previous === null ? (
          <span className="text-muted">none</span>
        ) : (
          <span title={previous.comment ?? undefined}>
            {SAID_WORDS[previous.verb]} <TimeText at={previous.at} focusable={false} />
            <span className="text-muted">
              {' · '}
              {previous.by === null ? 'by silence' : <ActorName id={previous.by} />}
            </span>
          </span>
        )}
      </Fact>
      {subject.entitlement !== null && (
        <Fact label="Given by">
          <ActorName id={subject.entitlement.createdBy} />{' '}
          <TimeText at={subject.entitlement.createdAt} focusable={false} className="text-muted" />
        </Fact>
      )}
      {subject.entitlement !== null && (
        <Fact label="Why" isWide>
          <span title={subject.entitlement.reason}>“{subject.entitlement.reason}”</span>
        </Fact>
      )}
      {evidence.findings.length > 0 && (
        <Fact label="Open findings" isWide>
          {evidence.findings.map((kind) => KIND_WORDS[kind]).join(', ')}
        </Fact>
      )}
      {item.proposed !== null && (
        <Fact label="The first stage said" isWide>
          {SAID_WORDS[item.proposed.verb]}
          {item.proposed.by !== null && `, ${item.proposed.by.name}`}
          {item.proposed.comment !== null && <span className="text-muted"> “{item.proposed.comment}”</span>}
        </Fact>
      )}
    </dl>
  );
}

function Fact({ label, isWide = false, children }: { label: string; isWide?: boolean; children: ReactNode }) {
  return (
    <div className={isWide ? 'col-span-2 min-w-0' : 'min-w-0'}>
      <dt className="text-muted text-xs">{label}</dt>
      <dd className="line-clamp-2 text-sm [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}

function Tools({ item }: { item: ReviewItemView }) {
  const { tools, moreTools, decisions } = item.evidence;
  if (tools.length === 0) return null;
  return (
    <details className="text-sm" open={tools.length <= 4}>
      <summary className="w-fit cursor-pointer rounded-sm text-muted pointer-coarse:py-2.5">
        Tool by tool ({tools.length + moreTools})
      </summary>
      <ul className="mt-1 divide-y divide-line rounded-md border border-line">
        {tools.map((tool) => (
          <li key={tool.tool} className="flex min-w-0 flex-wrap items-center gap-x-3 px-2.5 py-1">
            <code className="min-w-0 grow truncate font-mono" title={tool.tool}>
              {tool.tool}
            </code>
            <span className="text-muted">
              {tool.actionClass} · {tool.sensitivity}
            </span>
            <Chip
              tone={tool.used ? 'plain' : 'escalate'}
              icon={<span aria-hidden="true">{tool.used ? '●' : '○'}</span>}
            >
              {tool.used ? 'Used' : 'Unused'}
            </Chip>
            <span className="w-40 text-right text-muted max-sm:w-auto">
              {tool.allows} allowed · {tool.denials} denied
            </span>
          </li>
        ))}
      </ul>
      {moreTools > 0 && <p className="mt-1 text-muted">and {moreTools} more</p>}
      {decisions.length > 0 && (
        <p className="mt-1 text-muted">
          Such as{' '}
          {decisions.map((id, at) => (
            <span key={id}>
              {at > 0 && ', '}
              <Link href={paths.decision(id)} className="font-mono text-accent hover:underline">
                {id.slice(0, 12)}…
              </Link>
            </span>
          ))}
        </p>
      )}
    </details>
  );
}
