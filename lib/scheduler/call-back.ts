import { deliverCallbacks } from '@/lib/services/callback/deliver-due';
import type { Ctx } from '@/lib/services/context';
import { type Repeated, repeat } from './repeat';

/** Delivers callbacks within a second or two of the outcome: an agent may wait for it. */
export const startCallingBack = (ctx: Ctx): Repeated =>
  repeat('callbacks', async () => {
    await deliverCallbacks(ctx);
  });
