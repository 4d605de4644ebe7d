import { database } from '@/lib/db/runtime';
import { liveRuntime } from '@/lib/pdp/runtime';
import { loadClockwork } from '@/lib/services/clockwork/read';

export const dynamic = 'force-dynamic';

/**
 * Whether this instance can decide now. Red when decisions cannot be recorded. That the clockwork is behind is told
 * beside it and is not red: no decision rests on it, and what decides must not be taken away for it.
 */
export async function GET(): Promise<Response> {
  const runtime = await liveRuntime().catch(() => null);
  await runtime?.evaluator.warm().catch(() => {});
  const isReady = runtime?.isReady() === true;
  return Response.json(
    { status: isReady ? 'ready' : 'not_ready', clockwork: await clockwork() },
    { status: isReady ? 200 : 503 },
  );
}

async function clockwork(): Promise<'in_time' | 'behind' | 'unknown'> {
  try {
    const { isBehind } = await loadClockwork((await database()).prisma);
    return isBehind ? 'behind' : 'in_time';
  } catch {
    return 'unknown';
  }
}
