import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { JsonObject } from '@/lib/domain/argument';
import { paths } from '@/lib/paths';
import type { Decided, Wish } from './decide-call';
import { denialOf } from './denial';
import { META, metaOf } from './era';
import { isObject, type RpcAnswer, type RpcRequest } from './message';
import { RpcFailure } from './rpc-failure';
import type { Scene } from './scene';
import { seal, unseal } from './seal';
import { holderOf } from './who';

/** What a client of the stateless revision carries for us from the question to the next try. */
const Asked = z.object({
  caller: z.string(),
  task: z.string(),
  call: z.string(),
  escalation: z.string(),
  untilMs: z.number(),
});

const STATE_MS = 15 * 60_000;
const NAME = 'approval';

/** Names a call by what it asks, so that what was carried for one cannot serve another. */
const nameOf = ({
  toolId,
  resource,
  arguments: args,
}: Omit<Wish, 'callId' | 'approvalId' | 'reads' | 'requestId'>): string =>
  createHash('sha256')
    .update(JSON.stringify([toolId, resource, args]))
    .digest('base64url');

/**
 * Answers a call that waits for a person, to a client that can show its user where to look; denies it to
 * every other. The page asks who is there itself: the address opens nothing to anybody.
 */
export function elicitOrDeny(
  scene: Scene,
  request: RpcRequest,
  wish: Parameters<typeof nameOf>[0],
  { context }: Decided,
): RpcAnswer {
  const denial = denialOf(context, scene.publicUrl);
  const escalation = context.access_request;
  if (escalation === undefined || request.params.requestState !== undefined) throw denial;
  const url = `${scene.publicUrl}${paths.escalation(escalation.id)}`;
  const message = `A person must approve this call: ${context.reasons[0]?.message ?? context.reason}`;
  const elicitation = { mode: 'url', elicitationId: escalation.id, url, message };
  if (scene.session?.elicitsUrl === true) {
    const data = { ...(denial.data as object), elicitations: [elicitation] };
    throw new RpcFailure('elicitation_required', denial.message, data);
  }
  if (!scene.isStateless || !showsUrls(request)) throw denial;
  const requestState = seal('elicitation', {
    caller: holderOf(scene.who),
    task: scene.who.taskId,
    call: nameOf(wish),
    escalation: escalation.id,
    untilMs: Date.now() + STATE_MS,
  });
  return {
    result: {
      resultType: 'input_required',
      inputRequests: { [NAME]: { method: 'elicitation/create', params: elicitation } },
      requestState,
    },
  };
}

function showsUrls(request: RpcRequest): boolean {
  const capabilities = metaOf(request)[META.capabilities];
  const elicitation = isObject(capabilities) ? capabilities.elicitation : undefined;
  return isObject(elicitation) && isObject(elicitation.url);
}

/**
 * The escalation that a client comes back with; null when it brings none. What it carried must be ours, of
 * this caller, task and call, and not old.
 */
export function escalationCarried(
  { who }: Scene,
  params: JsonObject,
  wish: Parameters<typeof nameOf>[0],
): string | null {
  const { requestState, inputResponses } = params;
  if (requestState === undefined && inputResponses === undefined) return null;
  const parsed = Asked.safeParse(
    typeof requestState === 'string' ? unseal('elicitation', requestState) : null,
  );
  const isOurs =
    parsed.success &&
    parsed.data.caller === holderOf(who) &&
    parsed.data.task === who.taskId &&
    parsed.data.call === nameOf(wish) &&
    parsed.data.untilMs > Date.now();
  if (!isOurs) throw new RpcFailure('params', 'requestState is not of this call');
  const answer = isObject(inputResponses) ? inputResponses[NAME] : undefined;
  if (isObject(answer) && answer.action !== 'accept') {
    throw new RpcFailure('not_allowed', 'the call waits for a person, and nobody was asked', {
      reason: 'not_asked',
    });
  }
  return parsed.data.escalation;
}
