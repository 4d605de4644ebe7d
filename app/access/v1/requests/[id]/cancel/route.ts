import { CancelRequest } from '@/lib/contract/access-request';
import { accessRequestRoute } from '@/lib/http/access-request';
import { readJsonObject } from '@/lib/http/request';
import { cancelRequest } from '@/lib/services/access-request/cancel';

export const dynamic = 'force-dynamic';

/** Takes a request back. */
const cancel = accessRequestRoute(async ({ request, ctx, id }) => {
  const input = CancelRequest.parse(await readJsonObject(request));
  return { status: 200, body: await cancelRequest(ctx, { ...input, id }) };
});

export { cancel as DELETE, cancel as POST };
