import { CLIENT_ASSERTION_TYPES, type RevocationForm } from '@/lib/contract/oauth';
import type { Ctx } from '../context';
import { recognise } from '../identity/recognise';
import { notBelieved, OAuthError } from './oauth-error';
import { type Around, workloadCtx } from './open-task-token';
import { revokeToken } from './revoke';

/** Revokes a token for an agent's process that shows its identity instead of a key. */
export async function revokeForClient(around: Around, form: RevocationForm): Promise<void> {
  return revokeToken(await clientCtx(around, form), form.token);
}

async function clientCtx(around: Around, form: RevocationForm): Promise<Ctx> {
  const { client_assertion: assertion, client_assertion_type: type, client_id: clientId = null } = form;
  if (assertion === undefined || !CLIENT_ASSERTION_TYPES.some((known) => known === type)) {
    throw new OAuthError('invalid_client', 'a key, a task token or a client_assertion is needed');
  }
  const { prisma, publicUrl } = around;
  try {
    return workloadCtx(
      around,
      await recognise(assertion, { prisma, publicUrl, clientId, isSingleUse: true }),
    );
  } catch (error) {
    throw notBelieved(error, 'client');
  }
}
