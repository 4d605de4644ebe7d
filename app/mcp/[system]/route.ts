import { failedAnswer } from '@/lib/mcp/answer';
import { gateway } from '@/lib/mcp/gateway';
import { RpcFailure } from '@/lib/mcp/rpc-failure';
import { answerPost } from '@/lib/mcp/serve';

export const dynamic = 'force-dynamic';

type Params = { params: Promise<{ system: string }> };

export async function POST(request: Request, { params }: Params): Promise<Response> {
  const [open, { system }] = await Promise.all([gateway().catch(() => null), params]);
  if (open === null) return failedAnswer(null, new RpcFailure('undecided', 'the service is starting'));
  return answerPost(open, request, system);
}
