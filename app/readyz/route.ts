import { liveRuntime } from '@/lib/pdp/runtime';

export const dynamic = 'force-dynamic';

/** Whether this instance can decide now. Red when decisions cannot be recorded. */
export async function GET(): Promise<Response> {
  const runtime = await liveRuntime().catch(() => null);
  await runtime?.evaluator.warm().catch(() => {});
  const isReady = runtime?.isReady() === true;
  return Response.json({ status: isReady ? 'ready' : 'not_ready' }, { status: isReady ? 200 : 503 });
}
