// How long a blast radius takes over a large inventory, in memory: `node bench/blast-radius.mjs`.

import { ACTION_CLASSES } from '@/lib/domain/action-class';
import { blastBackwards, blastSources } from '@/lib/domain/blast-backwards';
import {
  type BlastSystem,
  type BlastTool,
  blastInventory,
  groupEntitlements,
  type HeldEntitlement,
} from '@/lib/domain/blast-inventory';
import { blastRadius, delegates } from '@/lib/domain/blast-radius';
import { SENSITIVITIES } from '@/lib/domain/sensitivity';
import { ZONES } from '@/lib/domain/system';

const AGENTS = 10_000;
const SYSTEMS = 100;
const TOOLS = 5_000;
const ENTITLEMENTS = 100_000;
const ROUNDS = 200;
const NOW = new Date('2026-06-01T12:00:00Z');
const LATER = new Date('2026-12-01T12:00:00Z');

// The same inventory at every run: mulberry32.
let seed = 42;
function random(): number {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
}
const below = (n: number): number => Math.floor(random() * n);
function pick<T>(all: readonly T[]): T {
  const one = all[below(all.length)];
  if (one === undefined) throw new Error('nothing to choose from');
  return one;
}

const systems: BlastSystem[] = Array.from({ length: SYSTEMS }, (_, i) => ({
  id: `system-${i}`,
  zone: pick(ZONES),
  sensitivity: pick(SENSITIVITIES),
  beyond: i % 5 === 0 ? ['*'] : [],
}));
const tools: BlastTool[] = Array.from({ length: TOOLS }, (_, i) => {
  const systemId = `system-${i % SYSTEMS}`;
  const name = `${pick(['orders', 'contacts', 'notes', 'files'])}.${i}`;
  return {
    id: `${systemId}/${name}`,
    systemId,
    name,
    actionClass: pick(ACTION_CLASSES),
    sensitivity: pick(SENSITIVITIES),
    reversible: random() < 0.5,
    // One tool in fifty sets another system in motion.
    triggers: i % 50 === 0 ? [`system-${below(SYSTEMS)}`] : [],
  };
});
// Every scope is an object of its own and differs from the others: nothing is gained by likeness.
const entitlements: HeldEntitlement[] = Array.from({ length: ENTITLEMENTS }, (_, i) => ({
  id: `ent_${i}`,
  agentId: `agent-${below(AGENTS)}`,
  scope: {
    system: `system-${below(SYSTEMS)}`,
    tools: random() < 0.3 ? ['*'] : [`${pick(['orders', 'contacts', 'notes', 'files'])}.*`, `x.${i}`],
    actionClasses: ACTION_CLASSES.filter(() => random() < 0.5),
    resources: random() < 0.2 ? [`region/${below(5)}/*`] : [],
    maxSensitivity: pick(SENSITIVITIES),
    arguments: {},
  },
  startsAt: NOW,
  endsAt: LATER,
  revokedAt: null,
}));

function measured(what: string, run: (round: number) => number): void {
  for (let i = 0; i < 20; i += 1) run(i);
  const times: number[] = [];
  let reached = 0;
  for (let i = 0; i < ROUNDS; i += 1) {
    const from = performance.now();
    reached += run(i);
    times.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => (times[Math.floor(times.length * share)] ?? 0).toFixed(1).padStart(7);
  console.log(
    `${what.padEnd(44)} p50 ${at(0.5)} ms  p95 ${at(0.95)} ms  max ${at(0.999)} ms  (${Math.round(reached / ROUNDS)} reached)`,
  );
}

console.log(`${AGENTS} agents, ${TOOLS} tools in ${SYSTEMS} systems, ${ENTITLEMENTS} entitlements`);
const began = performance.now();
const inventory = blastInventory(tools, systems);
const byAgent = groupEntitlements(entitlements, ({ agentId }) => agentId);
const bySystem = groupEntitlements(entitlements, ({ scope }) => scope.system);
console.log(`compiled in ${(performance.now() - began).toFixed(0)} ms`);

const agentAt = (round: number) => `agent-${(round * 37) % AGENTS}`;
measured('forwards, from an agent', (round) => {
  const id = agentAt(round);
  return blastRadius(inventory, id, byAgent.get(id) ?? [], NOW).reached.size;
});
measured('forwards, with whom it may delegate to', (round) => {
  const id = agentAt(round);
  const own = byAgent.get(id) ?? [];
  const others = [...new Set(own.map(({ scope }) => scope.system))].flatMap((system) =>
    (bySystem.get(system) ?? []).filter(({ agentId }) => agentId !== id),
  );
  return blastRadius(inventory, id, own, NOW).reached.size + delegates(inventory, own, others, NOW).size;
});
const backwards = (kind: 'system' | 'tool', id: string): number => {
  const sources = blastSources(inventory, { kind, id });
  const relevant = new Set([...sources.entries.values()].map(({ tool }) => tool.systemId));
  const held = [...relevant].flatMap((system) => bySystem.get(system) ?? []);
  return blastBackwards(inventory, sources, held, NOW).agents.length;
};
measured('backwards, from a system', (round) => backwards('system', `system-${round % SYSTEMS}`));
measured('backwards, from a tool', (round) => backwards('tool', tools[(round * 31) % TOOLS]?.id ?? ''));
