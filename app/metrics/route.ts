import { database } from '@/lib/db/runtime';
import { mayReadMetrics } from '@/lib/http/metrics-token';
import { meterText } from '@/lib/pdp/meter-text';
import { liveRuntime } from '@/lib/pdp/runtime';
import { metricsText } from '@/lib/services/clockwork/metrics';

export const dynamic = 'force-dynamic';

/** Figures for a monitor, in Prometheus's text form. Counts and times only: nothing is named that somebody has made. */
export async function GET(request: Request): Promise<Response> {
  if (!mayReadMetrics(request)) {
    return new Response('', { status: 401, headers: { 'www-authenticate': 'Bearer realm="cordon"' } });
  }
  const runtime = await liveRuntime().catch(() => null);
  const text = await database()
    .then(({ prisma }) => metricsText(prisma))
    .catch(() => '');
  const ready = `# TYPE cordon_ready gauge\ncordon_ready ${runtime?.isReady() === true ? 1 : 0}\n`;
  const decided = runtime === null ? '' : meterText(runtime.evaluator);
  return new Response(`${ready}${decided}${text}`, {
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' },
  });
}
