import { setTimeout as sleep } from 'node:timers/promises';
import { type Decided, decideCall, type Wish } from './decide-call';
import type { Scene } from './scene';

const LOOK_EVERY_MS = 500;
/** Each time it is asked anew is a decision of its own, with its record. */
const MOST_TIMES = 20;

/** Longest time that a call is held for an answer. */
export const MOST_WAIT_SECONDS = 300;

/**
 * Decides a call, and holds one that waits for people: it is asked anew when something has happened that the
 * answer could rest on, until it is let through, refused, or the time is up. Nothing is promised meanwhile:
 * each time it is decided from the beginning.
 */
export async function decideHeld(scene: Scene, wish: Wish, signal: AbortSignal): Promise<Decided> {
  const until = performance.now() + scene.waitSeconds * 1000;
  let { approvalId } = wish;
  for (let time = 1; ; time += 1) {
    const callId = wish.callId === null || time === 1 ? wish.callId : `${wish.callId}~${time}`;
    const seen = await newsOf(scene, wish.toolId, approvalId);
    const decided = await decideCall(scene, scene.who, { ...wish, callId, approvalId });
    const { outcome, access_request: asked } = decided.context;
    const isWaiting = outcome === 'escalate' || outcome === 'defer';
    if (!isWaiting || time === MOST_TIMES) return decided;
    approvalId = asked?.id ?? approvalId;
    const news = await nextNews(scene, wish.toolId, approvalId, seen.facts, until, signal);
    // Who was refused by a person is told so by the next decision, which puts nothing before anybody: it names the
    // request that was refused.
    if (news === null) return decided;
  }
}

type News = { escalation: string | null; facts: string };

/** Waits for news; null when the time is up or nobody waits any more. */
async function nextNews(
  scene: Scene,
  toolId: string,
  escalationId: string | null,
  seen: string,
  until: number,
  signal: AbortSignal,
): Promise<News | null> {
  while (performance.now() < until && !signal.aborted) {
    const news = await newsOf(scene, toolId, escalationId);
    if (news.facts !== seen || (news.escalation !== null && news.escalation !== 'pending')) return news;
    await sleep(Math.min(LOOK_EVERY_MS, Math.max(0, until - performance.now())));
  }
  return null;
}

/** What a person can have done about the call: an answer, a grant, a review, another configuration. */
async function newsOf({ prisma, who }: Scene, toolId: string, escalationId: string | null): Promise<News> {
  const [row] = await prisma.$queryRaw<News[]>`
    SELECT (SELECT CASE WHEN state = 'pending' AND expires_at <= clock_timestamp() THEN 'expired' ELSE state::text END
              FROM escalations WHERE id = ${escalationId}) AS escalation,
           concat_ws(' ',
             (SELECT state FROM tasks WHERE id = ${who.taskId}),
             (SELECT string_agg(id, ',' ORDER BY id) FROM grants WHERE task_id = ${who.taskId} AND revoked_at IS NULL),
             (SELECT version FROM agent_live WHERE agent_id = ${who.agentId}),
             (SELECT concat_ws(' ', state, digest, reviewed_digest) FROM tools WHERE id = ${toolId}),
             (SELECT concat_ws(' ', tiers, stops, guardrails) FROM config_live)) AS facts`;
  return row ?? { escalation: null, facts: '' };
}
