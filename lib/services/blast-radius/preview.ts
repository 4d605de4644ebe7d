import type { BlastPreviewView, PreviewBlastRadiusInput } from '@/lib/contract/blast-radius';
import type { HeldEntitlement } from '@/lib/domain/blast-inventory';
import { type BlastKey, idOfKey, kindOfKey } from '@/lib/domain/blast-path';
import { type BlastRadius, blastRadius } from '@/lib/domain/blast-radius';
import type { BlastPart } from '@/lib/domain/blast-weight';
import { reachOf, toolReach } from '@/lib/domain/reach';
import { higherTier, type RiskTier, tierFloor } from '@/lib/domain/risk-tier';
import { tierDifferenceWords } from '@/lib/domain/tier-difference-words';
import { type Ctx, permit } from '../context';
import { invalidInput } from '../errors';
import { loadTierRules } from '../task/effective-tier';
import { databaseNow, reader } from '../transaction';
import { describer } from './found';
import { inTurn } from './in-turn';
import { loadAhead, loadOwnEntitlements } from './load';

const MOST_TOOLS = 50;

/** What an entitlement with this scope would change in what its agent could reach. Nothing is written. */
export async function previewBlastRadius(
  ctx: Ctx,
  input: PreviewBlastRadiusInput,
): Promise<BlastPreviewView> {
  permit(ctx, 'blast-radius.read');
  return inTurn(ctx, () => computed(ctx, input));
}

async function computed(
  ctx: Ctx,
  { agent: agentId, scope, replaces }: PreviewBlastRadiusInput,
): Promise<BlastPreviewView> {
  const db = reader(ctx);
  const now = await databaseNow(db);
  const agent = await db.agent.findUnique({ where: { id: agentId }, select: { riskTier: true } });
  if (agent === null) throw invalidInput('agent', `there is no agent \`${agentId}\``);
  const present = await loadOwnEntitlements(db, agentId, now);
  if (replaces !== undefined && !present.some(({ id }) => id === replaces)) {
    throw invalidInput('replaces', 'is no live entitlement of this agent');
  }
  const loaded = await loadAhead(db, [scope.system, ...present.map((one) => one.scope.system)]);
  const { inventory } = loaded;
  if (inventory.system(scope.system) === undefined) {
    throw invalidInput('scope.system', `there is no system \`${scope.system}\``);
  }
  const wished: HeldEntitlement = {
    id: 'wished',
    agentId,
    scope,
    startsAt: now,
    endsAt: new Date(now.getTime() + 1),
    revokedAt: null,
  };
  const future = [...present.filter(({ id }) => id !== replaces), wished];
  const before = blastRadius(inventory, agentId, present, now);
  const after = blastRadius(inventory, agentId, future, now);
  const side = (radius: BlastRadius, entitlements: readonly HeldEntitlement[]) => {
    const floor = tierFloor(reachOf(entitlements, inventory.toolsOf, now));
    return {
      number: radius.number.total,
      counts: countKinds(radius),
      tierFloor: floor,
      tier: higherTier(agent.riskTier, floor),
    };
  };
  const [was, becomes] = [side(before, present), side(after, future)];

  const nodeOf = describer(loaded);
  const lists = (from: BlastRadius, to: BlastRadius) => {
    const fresh = [...to.reached.values()].filter(({ key }) => !from.reached.has(key));
    const named = (kind: string) =>
      fresh
        .filter(({ key }) => kindOfKey(key) === kind)
        .map(({ key, hops }) => nodeOf(key, hops))
        .sort((a, b) => b.rank - a.rank || (a.key < b.key ? -1 : 1))
        .map(({ key, name, detail, kind: of }) => ({
          id: of === 'data' ? name : idOfKey(key as BlastKey),
          detail,
        }));
    return { tools: named('tool'), systems: named('system'), data: named('data') };
  };
  const added = lists(before, after);
  const removed = lists(after, before);
  const cut = <T extends { tools: unknown[] }>(list: T): T => ({
    ...list,
    tools: list.tools.slice(0, MOST_TOOLS),
  });
  return {
    agent: agentId,
    before: was,
    after: becomes,
    covered: inventory.toolsOf(scope.system).filter(toolReach(scope)).length,
    added: cut(added),
    removed: cut(removed),
    more: Math.max(0, added.tools.length - MOST_TOOLS) + Math.max(0, removed.tools.length - MOST_TOOLS),
    parts: difference(before.number.parts, after.number.parts),
    follows: was.tier === becomes.tier ? [] : await tierChange(was.tier, becomes.tier),
  };

  async function tierChange(from: RiskTier, to: RiskTier): Promise<string[]> {
    const [present, next] = [await loadTierRules(db, from), await loadTierRules(db, to)];
    return tierDifferenceWords(present, next);
  }
}

function countKinds({ reached }: BlastRadius) {
  const counts = { agent: 0, tool: 0, system: 0, data: 0 };
  for (const { key, hops } of reached.values()) if (hops > 0) counts[kindOfKey(key)] += 1;
  return counts;
}

/** What the number gains and loses, part by part. */
function difference(before: readonly BlastPart[], after: readonly BlastPart[]): BlastPart[] {
  const keyOf = ({ count: _, sum: __, ...part }: BlastPart) => JSON.stringify(Object.values(part));
  const parts = new Map(after.map((part) => [keyOf(part), { ...part }]));
  for (const part of before) {
    const now = parts.get(keyOf(part)) ?? { ...part, count: 0, sum: 0 };
    parts.set(keyOf(part), { ...now, count: now.count - part.count, sum: now.sum - part.sum });
  }
  return [...parts.values()]
    .filter(({ count }) => count !== 0)
    .sort((a, b) => b.sum - a.sum || (keyOf(a) < keyOf(b) ? -1 : 1));
}
