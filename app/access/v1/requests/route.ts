import { AccessRequestSubmission } from '@/lib/contract/access-request';
import { accessRequestRoute, pollHeaders } from '@/lib/http/access-request';
import { readJsonObject } from '@/lib/http/request';
import { parseOne } from '@/lib/pdp/parse';
import { answerSubmission, submitRequest } from '@/lib/services/access-request/submit';
import { withIdempotencyKey } from '@/lib/services/idempotency';

export const dynamic = 'force-dynamic';

/** AuthZEN access request: finds what a denied evaluation has queued, and adds what the caller wishes. */
export const POST = accessRequestRoute(async ({ request, ctx }) => {
  const body = await readJsonObject(request);
  const submission = AccessRequestSubmission.parse(body);
  const asked = parseOne(body, ctx.requestId);
  if (asked.kind !== 'one') throw new Error('a submission is one call');
  const { agentId, taskId, toolId, action, resource, arguments: args } = asked.call;
  const call = { agentId, taskId, toolId, action, resource, arguments: args };
  const key = request.headers.get('idempotency-key');
  const { id } =
    key === null
      ? await submitRequest(ctx, { ...submission, call })
      : ((
          await withIdempotencyKey(
            ctx,
            // All that was sent counts, also what is not read.
            {
              key,
              operation: 'submitAccessRequest',
              input: body,
              status: 202,
              answersSecret: false,
              pepper: null,
            },
            (inner) => submitRequest(inner, { ...submission, call }),
          )
        ).body as { id: string });
  const answer = await answerSubmission(ctx, { id });
  return {
    status: answer.task.status === 'pending' ? 202 : 201,
    body: answer,
    headers: { location: answer.task.status_endpoint, ...pollHeaders(answer) },
  };
});
