import { decodeProtectedHeader } from 'jose';
import {
  CLIENT_ASSERTION_TYPES,
  GRANT_TYPES,
  TOKEN_TYPES,
  type TokenAnswer,
  type TokenRequest,
} from '@/lib/contract/oauth';
import type { Proof } from '@/lib/identity/dpop';
import { TASK_TOKEN_TYPE, type TaskToken } from '@/lib/identity/task-token';
import { type Recognised, recognise } from '../identity/recognise';
import { delegateTask } from './delegate-task';
import { type Foresee, giveSystemToken } from './give-system-token';
import { notBelieved, OAuthError } from './oauth-error';
import { openTaskToken, type Around as Surroundings } from './open-task-token';
import { readTaskToken } from './own-token';
import { renewTaskToken } from './renew-task-token';
import { provenKey } from './shown-proof';

/** Who asks, with the proof of a key that came along, and what tells which tools a task might call. */
type Around = Surroundings & { proof: Proof | null; foresee: Foresee };

/**
 * Answers the token endpoint. A process shows whose it is and gets a token for one task; with that token it
 * gets the next one. Whatever is missing, unknown or too much is an error: nothing is ever widened.
 */
export async function exchangeToken(around: Around, request: TokenRequest): Promise<TokenAnswer> {
  switch (request.grant_type) {
    case GRANT_TYPES.clientCredentials: {
      const client = await clientOf(around, request);
      if (client === null) throw new OAuthError('invalid_client', 'client_assertion is needed');
      return forWorkload(around, request, client);
    }
    case GRANT_TYPES.jwtBearer: {
      const assertion = required(request.assertion, 'assertion');
      return forWorkload(around, request, await shownAs(around, request, assertion, 'assertion'));
    }
    case GRANT_TYPES.tokenExchange:
      return forSubjectToken(around, request);
    default:
      throw new OAuthError('unsupported_grant_type', `\`${request.grant_type}\` is not supported here`);
  }
}

async function forSubjectToken(around: Around, request: TokenRequest): Promise<TokenAnswer> {
  const text = required(request.subject_token, 'subject_token');
  const type = required(request.subject_token_type, 'subject_token_type');
  checkRequestedType(request.requested_token_type);
  if (type === TOKEN_TYPES.accessToken || (type === TOKEN_TYPES.jwt && isTaskToken(text))) {
    return forTaskToken(around, request, await heldTask(around, text));
  }
  if (type !== TOKEN_TYPES.jwt && type !== TOKEN_TYPES.idToken) {
    throw new OAuthError('invalid_request', `subject_token_type \`${type}\` is not supported here`);
  }
  return forWorkload(around, request, await shownAs(around, request, text, 'subject_token'));
}

/** A client that authenticates with the identity of an agent, where it does. */
async function clientOf(around: Around, request: TokenRequest): Promise<Recognised | null> {
  const { client_assertion: assertion, client_assertion_type: type } = request;
  if (assertion === undefined) return null;
  if (!CLIENT_ASSERTION_TYPES.some((known) => known === type)) {
    throw new OAuthError('invalid_client', 'client_assertion_type is missing or not supported');
  }
  return recognised(around, request, assertion, { isSingleUse: true, shownAs: 'client' });
}

/** Whose process has shown an assertion; a client that authenticates beside it must be the same agent. */
async function shownAs(
  around: Around,
  request: TokenRequest,
  assertion: string,
  as: 'assertion' | 'subject_token',
): Promise<Recognised> {
  const client = await clientOf(around, request);
  const isSingleUse = as === 'assertion';
  const shown = await recognised(around, request, assertion, { isSingleUse, shownAs: 'grant' });
  if (client !== null && client.agentId !== shown.agentId) {
    throw new OAuthError('invalid_grant', `the ${as} is another agent’s than the client’s`);
  }
  return shown;
}

async function recognised(
  { prisma, publicUrl }: Around,
  { client_id: clientId }: Pick<TokenRequest, 'client_id'>,
  assertion: string,
  { isSingleUse, shownAs: as }: { isSingleUse: boolean; shownAs: 'client' | 'grant' },
): Promise<Recognised> {
  try {
    return await recognise(assertion, { prisma, publicUrl, clientId: clientId ?? null, isSingleUse });
  } catch (error) {
    throw notBelieved(error, as);
  }
}

async function heldTask({ prisma, publicUrl }: Around, text: string): Promise<TaskToken> {
  try {
    return await readTaskToken(prisma, publicUrl, text);
  } catch (error) {
    throw notBelieved(error, 'grant');
  }
}

async function forWorkload(around: Around, request: TokenRequest, shown: Recognised): Promise<TokenAnswer> {
  checkRequestedType(request.requested_token_type);
  refuseActor(request);
  if (!isForUs(around, request)) {
    throw new OAuthError(
      'invalid_target',
      'a task token is for this server alone: exchange it for a system’s',
    );
  }
  return openTaskToken(around, shown, request, await keyProven(around));
}

/** With a task token: a fresh one, one for a child task of another agent, or one for a system. */
async function forTaskToken(around: Around, request: TokenRequest, token: TaskToken): Promise<TokenAnswer> {
  const client = await clientOf(around, request);
  if (client !== null && client.agentId !== token.agentId) {
    throw new OAuthError('invalid_grant', 'the subject_token is another agent’s than the client’s');
  }
  const { actor_token: actor } = request;
  const proven = await keyProven(around);
  if (actor !== undefined) return forChild(around, request, token, actor, proven);
  refuseActor(request);
  if (token.jkt !== null && token.jkt !== proven) {
    throw new OAuthError('invalid_dpop_proof', 'the token is bound to a key that is not proven');
  }
  if (!isForUs(around, request)) return giveSystemToken(around, token, request, around.foresee);
  if (request.scope !== undefined || request.authorization_details !== undefined) {
    throw new OAuthError('invalid_request', 'a token is renewed as it is: nothing can be asked beside it');
  }
  return renewTaskToken(around, token);
}

/** The holder of a task token hands a part of the task to another agent, whose process shows its identity. */
async function forChild(
  around: Around,
  request: TokenRequest,
  token: TaskToken,
  actor: string,
  proven: string | null,
): Promise<TokenAnswer> {
  const { actor_token_type: type } = request;
  if (type !== TOKEN_TYPES.jwt && type !== TOKEN_TYPES.idToken) {
    throw new OAuthError('invalid_request', 'actor_token_type is missing or not supported');
  }
  // Its key would have to be proven beside the other agent's, in one header.
  if (token.jkt !== null) throw new OAuthError('invalid_request', 'a bound token delegates through the API');
  if (!isForUs(around, request))
    throw new OAuthError('invalid_target', 'a child task’s token is for this server');
  const shown = await recognised(around, {}, actor, { isSingleUse: true, shownAs: 'grant' });
  return delegateTask(around, token, shown, request, proven);
}

/** The key to which the token shall be bound: the one that the request proves to hold, if it proves one. */
async function keyProven({ prisma, proof }: Around): Promise<string | null> {
  try {
    return await provenKey(prisma, proof, null);
  } catch (error) {
    throw notBelieved(error, 'grant');
  }
}

/** Whether the token that is asked for is for this server: nobody is named, or we are. */
const isForUs = ({ publicUrl }: Around, { audience, resource }: TokenRequest): boolean =>
  [audience, resource].every((target) => target === undefined || target === publicUrl);

function refuseActor({ actor_token: actor, actor_token_type: type }: TokenRequest): void {
  if (actor === undefined && type === undefined) return;
  throw new OAuthError('invalid_request', 'actor_token has no meaning here');
}

function checkRequestedType(type: string | undefined): void {
  if (type === undefined || type === TOKEN_TYPES.accessToken || type === TOKEN_TYPES.jwt) return;
  throw new OAuthError('invalid_request', `requested_token_type \`${type}\` is not supported here`);
}

function isTaskToken(text: string): boolean {
  try {
    return decodeProtectedHeader(text).typ === TASK_TOKEN_TYPE;
  } catch {
    return false;
  }
}

function required(value: string | undefined, name: string): string {
  if (value === undefined) throw new OAuthError('invalid_request', `${name} is needed`);
  return value;
}
