import { failedAnswer } from '@/lib/mcp/answer';
import { gateway } from '@/lib/mcp/gateway';
import { RpcFailure } from '@/lib/mcp/rpc-failure';
import { answerDelete, answerPost } from '@/lib/mcp/serve';

export const dynamic = 'force-dynamic';

type Params = { params: Promise<{ system: string }> };

/** INVARIANT (fail-closed): without a live path there is nobody to decide, and nothing is let through. */
const served =
  (answer: typeof answerPost) =>
  async (request: Request, { params }: Params): Promise<Response> => {
    const [open, { system }] = await Promise.all([gateway().catch(() => null), params]);
    if (open === null) return failedAnswer(null, new RpcFailure('undecided', 'the service is starting'));
    return answer(open, request, system);
  };

export const POST = served(answerPost);
export const DELETE = served(answerDelete);

/** There is no stream of its own: all that a server says comes with the answer to a call. */
export const GET = (): Response => new Response(null, { status: 405, headers: { allow: 'POST, DELETE' } });
