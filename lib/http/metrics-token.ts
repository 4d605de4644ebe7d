import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether a request may read the figures: everybody's where no token is set, else for who shows it. */
export function mayReadMetrics(request: Request, env: NodeJS.ProcessEnv = process.env): boolean {
  const token = env.CORDON_METRICS_TOKEN ?? '';
  if (token === '') return true;
  const shown = request.headers.get('authorization') ?? '';
  return timingSafeEqual(digest(shown), digest(`Bearer ${token}`));
}
