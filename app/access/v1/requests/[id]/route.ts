import { accessRequestRoute, contextAgain, pollHeaders, waitOf } from '@/lib/http/access-request';
import { pollRequest } from '@/lib/services/access-request/poll';
import { waitForOutcome } from '@/lib/services/access-request/wait';

export const dynamic = 'force-dynamic';

/** What has become of a request; held for as long as it waits, where the caller wishes that. */
export const GET = accessRequestRoute(async ({ request, ctx, id }) => {
  const wait = waitOf(request);
  const first = await pollRequest(ctx, { id });
  if (wait === null || first.task.status !== 'pending') {
    return { status: 200, body: first, headers: pollHeaders(first) };
  }
  const { prisma, actor } = ctx;
  const hasWaited = await waitForOutcome(prisma, {
    id,
    caller: actor.taskId ?? actor.id,
    seconds: wait.seconds,
    signal: request.signal,
  });
  // Who asks may have lost their right to while they waited.
  const answer = hasWaited ? await pollRequest(await contextAgain(request, ctx), { id }) : first;
  const headers = pollHeaders(answer);
  if (hasWaited && wait.isPreference) headers['preference-applied'] = `wait=${wait.seconds}`;
  return { status: 200, body: answer, headers };
});
