import { askedBy, crossSiteRefusal } from '@/lib/auth/origin';
import { publicUrl } from '@/lib/auth/public-url';
import { SetPasswordInput, SetPasswordOutput } from '@/lib/contract/session';
import { database } from '@/lib/db/runtime';
import { problemFrom } from '@/lib/http/problem';
import { readJsonObject, requestIdOf } from '@/lib/http/request';
import { forbidden } from '@/lib/services/errors';
import { setPassword } from '@/lib/services/user/set-password';
import { beforeSignIn } from '@/lib/services/user/sign-in-with-password';

export const dynamic = 'force-dynamic';

/** Nobody is signed in here: the one-time token in the body is what permits it. */
export async function POST(request: Request): Promise<Response> {
  const requestId = requestIdOf(request);
  try {
    const url = publicUrl();
    const refusal = crossSiteRefusal(askedBy(request), url);
    if (refusal !== null) throw forbidden(refusal);
    const input = SetPasswordInput.parse(await readJsonObject(request));
    const { prisma } = await database();
    const result = await setPassword(beforeSignIn({ prisma, requestId, publicUrl: url }), input);
    const headers = {
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      'x-request-id': requestId,
    };
    return Response.json(SetPasswordOutput.parse(result), { headers });
  } catch (error) {
    return problemFrom(error, requestId);
  }
}
