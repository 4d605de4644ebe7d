import type { AskedCall, Caller } from '@/lib/pdp/call';
import type { Evaluator } from '@/lib/pdp/evaluator';
import { canonicalText, MAX_DEPTH } from '@/lib/pdp/record';
import type { Ctx } from '@/lib/services/context';
import { reportOutcome } from '@/lib/services/decision/report-outcome';
import { createGrant } from '@/lib/services/grant/create';
import { completeTask } from '@/lib/services/task/complete';
import { openTask } from '@/lib/services/task/open';
import { EPISODES, type Episode } from './story';

/** How often the story is played now, and how many of the last rounds leave their tasks running. */
const ROUNDS = 8;
const RUNNING_ROUNDS = 1;

/**
 * Plays the story through the live path: tasks are opened, every call is asked for and recorded, what
 * was allowed is reported, and all but the last tasks are completed. Answers how many calls were decided.
 */
export async function playPresent(ctx: Ctx, evaluator: Evaluator, caller: Caller): Promise<number> {
  let decided = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const staysOpen = round >= ROUNDS - RUNNING_ROUNDS;
    const counts = await Promise.all(
      EPISODES.map((episode) => playEpisode(ctx, evaluator, caller, episode, staysOpen)),
    );
    for (const count of counts) decided += count;
  }
  return decided;
}

async function playEpisode(
  ctx: Ctx,
  evaluator: Evaluator,
  caller: Caller,
  episode: Episode,
  staysOpen: boolean,
): Promise<number> {
  const task = await openTask(ctx, {
    agent: episode.agent,
    purpose: episode.purpose,
    ttlSeconds: staysOpen ? 3600 : 900,
    actionClasses: episode.declares,
    onBehalfOf: episode.onBehalfOf,
  });
  for (const [i, [toolId, args]] of episode.calls.entries()) {
    const evaluated = await evaluator.evaluate(askedCall(episode, task.id, toolId, args, i), caller);
    if (evaluated.kind === 'decided' && evaluated.decided.verdict.outcome === 'allow') {
      await reportOutcome(ctx, { id: evaluated.decided.id, status: 'succeeded', effects: [] });
    }
  }
  if (!staysOpen) await completeTask(ctx, { id: task.id });
  // A person gave one task a little more, for a few minutes only.
  if (staysOpen && episode.agent === 'release-pilot') {
    await createGrant(ctx, {
      task: task.id,
      scope: {
        system: 'git',
        tools: ['deploys.start'],
        actionClasses: ['execute'],
        resources: [],
        maxSensitivity: 'confidential',
        arguments: {},
      },
      ttlSeconds: 300,
      uses: 1,
      reason: 'Roll out once, while Ben watches',
    });
  }
  return episode.calls.length;
}

const askedCall = (
  episode: Episode,
  taskId: string,
  toolId: string,
  args: Record<string, string>,
  i: number,
): AskedCall => ({
  agentId: episode.agent,
  taskId,
  toolId,
  action: 'tools/call',
  resource: null,
  arguments: args,
  argumentsText: canonicalText(args, MAX_DEPTH),
  callId: `step-${i + 1}`,
  acceptsModify: false,
  approvalId: null,
  reads: [],
  requestId: 'demo',
});
