import { calculateJwkThumbprint } from 'jose';
import type { AddIdentityInput, IdentityView } from '@/lib/contract/identity';
import type { Tx } from '@/lib/db/client';
import { freshId } from '@/lib/db/new-id';
import { subjectPatternRefusal, trustDomainOf } from '@/lib/domain/identity';
import { isPublicSigningKey } from '@/lib/identity/key-set';
import { loadAgent } from '../agent/load';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict, invalidInput, isUniqueViolation, refused } from '../errors';
import { inTransaction } from '../transaction';
import { identityInclude, toIdentityView } from './view';

/**
 * Binds a workload to an agent. From now on whoever proves to be that workload may open tasks of the agent. A
 * subject without further claims, and a key, belong to one agent alone.
 */
export async function addIdentity(ctx: Ctx, input: AddIdentityInput): Promise<IdentityView> {
  permit(ctx, 'identity.add');
  const key = await keyColumns(input);
  try {
    return await inTransaction(ctx, async (tx, now) => {
      const agent = await loadAgent(tx, input.id);
      if (agent.state === 'retired') {
        throw refused({ code: 'agent_retired', message: `agent ${agent.id} is retired` });
      }
      const { kind, requiredClaims } = input;
      const bound = kind === 'key' ? key : await subjectColumns(tx, input);
      const row = await tx.workloadIdentity.create({
        data: {
          id: freshId('wid', now),
          agentId: agent.id,
          kind,
          ...bound,
          requiredClaims,
          createdBy: ctx.actor.id,
          createdAt: now,
        },
        include: identityInclude,
      });
      const view = toIdentityView(row);
      await writeAudit(tx, ctx, now, {
        event: 'identity.added',
        subject: { kind: 'agent', id: agent.id },
        details: {
          identity: view.id,
          kind,
          issuer: view.issuer?.issuer ?? null,
          subject: view.subject,
          isPattern: view.isPattern,
          requiredClaims,
        },
      });
      return view;
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw conflict('identity_taken', 'an agent has this identity already');
    throw error;
  }
}

async function keyColumns({ kind, publicKey }: AddIdentityInput) {
  if (kind !== 'key') return {};
  if (!isPublicSigningKey(publicKey)) {
    throw invalidInput(
      'publicKey',
      'must be a public RSA, EC or Ed25519 key as a JWK, without private members',
    );
  }
  const thumbprint = await calculateJwkThumbprint(publicKey).catch(() => {
    throw invalidInput('publicKey', 'is not a whole key');
  });
  return { publicJwk: JSON.parse(JSON.stringify(publicKey)), thumbprint };
}

async function subjectColumns(tx: Tx, { kind, spiffeId, issuer, subject, subjectPattern }: AddIdentityInput) {
  if (kind === 'spiffe') {
    const domain = trustDomainOf(spiffeId ?? '');
    if (domain === null)
      throw invalidInput('spiffeId', 'must be a SPIFFE ID such as spiffe://example.org/bot');
    const row = await tx.trustedIssuer.findFirst({ where: { issuer: domain, kind: 'spiffe' } });
    if (row === null)
      throw invalidInput('spiffeId', `the trust domain \`${domain}\` is not a trusted issuer`);
    return { issuerId: row.id, subject: spiffeId ?? '' };
  }
  const row = await tx.trustedIssuer.findFirst({ where: { id: issuer ?? '', kind: 'oidc' } });
  if (row === null) throw invalidInput('issuer', `there is no OIDC issuer \`${issuer}\``);
  if (subjectPattern === undefined) return { issuerId: row.id, subject: subject ?? '' };
  const refusal = subjectPatternRefusal(subjectPattern);
  if (refusal !== null) throw invalidInput('subjectPattern', refusal);
  return { issuerId: row.id, subject: subjectPattern, isPattern: true };
}
