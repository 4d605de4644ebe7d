import { database } from '@/lib/db/runtime';
import { problemFrom } from '@/lib/http/problem';
import { requestIdOf } from '@/lib/http/request';
import { readPublicKeys } from '@/lib/services/receipt/keys';

export const dynamic = 'force-dynamic';

/** The public keys of receipts and checkpoints (RFC 7517). A new key is seen within five minutes. */
export async function GET(request: Request): Promise<Response> {
  try {
    const { prisma } = await database();
    return Response.json(await readPublicKeys(prisma), {
      headers: { 'cache-control': 'public, max-age=300', 'content-type': 'application/jwk-set+json' },
    });
  } catch (error) {
    return problemFrom(error, requestIdOf(request));
  }
}
