import { database } from '@/lib/db/runtime';
import { liveRuntime } from '@/lib/pdp/runtime';
import { metricsText } from '@/lib/services/clockwork/metrics';

export const dynamic = 'force-dynamic';

/** Figures for a monitor, in Prometheus's text form. Counts and times only: nothing is named that somebody has made. */
export async function GET(): Promise<Response> {
  const runtime = await liveRuntime().catch(() => null);
  const text = await database()
    .then(({ prisma }) => metricsText(prisma))
    .catch(() => '');
  const ready = `# TYPE cordon_ready gauge\ncordon_ready ${runtime?.isReady() === true ? 1 : 0}\n`;
  return new Response(`${ready}${text}`, {
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' },
  });
}
