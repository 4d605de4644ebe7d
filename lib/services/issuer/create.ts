import type { CreateIssuerInput, IssuerView } from '@/lib/contract/issuer';
import { freshId } from '@/lib/db/new-id';
import { isTrustDomain } from '@/lib/domain/identity';
import { outgoingPolicy } from '@/lib/outgoing/policy';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict, invalidInput, isUniqueViolation } from '../errors';
import { inTransaction } from '../transaction';
import { checkEnteredKeys } from './entered-keys';
import { keysUrlRefusal } from './keys-url';
import { loadIssuer } from './load';
import { toIssuerView } from './view';

/** Trusts an issuer's word from now on. Its keys come from one place: its URL, or what was entered. */
export async function createIssuer(ctx: Ctx, input: CreateIssuerInput): Promise<IssuerView> {
  permit(ctx, 'issuer.create');
  const { kind, name, issuer, keysUrl, keys, audience, requiredClaims, maxKeyAgeSeconds } = input;
  if ((keysUrl === undefined) === (keys === undefined)) {
    throw invalidInput('keysUrl', 'name the address of its keys, or enter them as `keys`: one of the two');
  }
  if (kind === 'spiffe' && !isTrustDomain(issuer)) {
    throw invalidInput('issuer', 'must be the name of a trust domain, such as example.org');
  }
  if (kind === 'oidc' && (!URL.canParse(issuer) || isTrustDomain(issuer))) {
    throw invalidInput('issuer', 'must be the URL that its tokens have as `iss`');
  }
  const refusal = keysUrl === undefined ? null : keysUrlRefusal(keysUrl, outgoingPolicy());
  if (refusal !== null) throw invalidInput('keysUrl', refusal);
  if (keys !== undefined) checkEnteredKeys(kind, keys);

  try {
    return await inTransaction(ctx, async (tx, now) => {
      const id = freshId('iss', now);
      await tx.trustedIssuer.create({
        data: {
          id,
          kind,
          name,
          issuer,
          keysUrl: keysUrl ?? null,
          ...(keys !== undefined && { staticKeys: JSON.parse(JSON.stringify(keys)) }),
          audience: audience ?? null,
          requiredClaims,
          maxKeyAgeSeconds,
          createdBy: ctx.actor.id,
          createdAt: now,
        },
      });
      await writeAudit(tx, ctx, now, {
        event: 'issuer.created',
        subject: { kind: 'issuer', id },
        details: { kind, name, issuer, keysUrl: keysUrl ?? null, audience: audience ?? null, requiredClaims },
      });
      return toIssuerView(await loadIssuer(tx, id));
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw conflict('issuer_known', `\`${issuer}\` is known already`);
    throw error;
  }
}
