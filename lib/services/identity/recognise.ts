import type { JWK, JWTPayload } from 'jose';
import { ClaimRules } from '@/lib/contract/issuer';
import type { Prisma } from '@/lib/db/client';
import { SLUG_PATTERN } from '@/lib/domain/id';
import { brokenClaim, isIdentityOf, trustDomainOf } from '@/lib/domain/identity';
import { readClaimed, TOLERANCE_SECONDS, verifyAssertion } from '@/lib/identity/assertion';
import { keyFor } from '@/lib/identity/key-set';
import { NotBelieved } from '@/lib/identity/refused';
import type { ShownIdentity } from '@/lib/identity/task-token';
import { issuerKeys } from '../issuer/keys';
import { type IssuerRow, issuerInclude } from '../issuer/view';
import { spendJti } from '../token/spend-jti';
import { databaseNow } from '../transaction';

/** Whose process it is that has shown an assertion. */
export type Recognised = { agentId: string; identity: ShownIdentity };

type Surroundings = {
  prisma: Prisma;
  publicUrl: string;
  /** The agent that the caller says it is; null when it leaves that to its identity. */
  clientId: string | null;
  /** Whether the assertion may be shown once only, as one that authenticates a client may. */
  isSingleUse: boolean;
};

/**
 * Finds the agent behind an assertion: a JWT-SVID of a configured trust domain, a token of a configured issuer,
 * or one signed with a registered key. Its own words only say whose keys are asked; all else is verified.
 * Throws `NotBelieved`.
 */
export async function recognise(assertion: string, around: Surroundings): Promise<Recognised> {
  const { claims } = readClaimed(assertion);
  const issuer = await findIssuer(around.prisma, claims);
  if (issuer !== null) return byIssuer(assertion, issuer, around);
  if (claims.iss !== undefined && claims.iss === claims.sub && SLUG_PATTERN.test(claims.iss)) {
    return byKey(assertion, claims.iss, around);
  }
  throw new NotBelieved('key', 'its issuer is not trusted here');
}

async function findIssuer(prisma: Prisma, { sub, iss }: JWTPayload): Promise<IssuerRow | null> {
  const domain = typeof sub === 'string' ? trustDomainOf(sub) : null;
  const byDomain =
    domain === null
      ? null
      : await prisma.trustedIssuer.findUnique({ where: { issuer: domain }, include: issuerInclude });
  if (byDomain?.kind === 'spiffe') return byDomain;
  if (typeof iss !== 'string') return null;
  const byName = await prisma.trustedIssuer.findUnique({ where: { issuer: iss }, include: issuerInclude });
  return byName?.kind === 'oidc' ? byName : null;
}

async function byIssuer(assertion: string, issuer: IssuerRow, around: Surroundings): Promise<Recognised> {
  const { prisma, publicUrl, clientId, isSingleUse } = around;
  if (issuer.disabledAt !== null) throw new NotBelieved('key', 'its issuer is not trusted any more');
  const now = await databaseNow(prisma);
  const claims = await verifyWithIssuer(prisma, issuer, assertion, { publicUrl, now });
  const bound = (await boundBy(prisma, issuer.id, claims)).filter(
    ({ agentId }) => clientId === null || agentId === clientId,
  );
  const [first] = bound;
  if (first === undefined) throw new NotBelieved('claims', 'it is the identity of no agent here');
  if (bound.some(({ agentId }) => agentId !== first.agentId)) {
    throw new NotBelieved('claims', 'it is the identity of several agents: name one with client_id');
  }
  if (isSingleUse && claims.jti !== undefined) await spendOnce(prisma, issuer.id, claims);
  const { id, kind, agentId } = first;
  return { agentId, identity: { id, kind, issuer: issuer.issuer, subject: claims.sub ?? '' } };
}

/** Verifies one of an issuer's assertions, its own conditions included. */
export async function verifyWithIssuer(
  prisma: Prisma,
  issuer: IssuerRow,
  assertion: string,
  { publicUrl, now }: { publicUrl: string; now: Date },
): Promise<JWTPayload> {
  const { header } = readClaimed(assertion);
  const isSpiffe = issuer.kind === 'spiffe';
  const claims = await verifyAssertion(assertion, {
    kind: issuer.kind,
    keys: await issuerKeys(prisma, issuer, header),
    audience: issuer.audience === null ? ownAudiences(publicUrl) : [issuer.audience],
    issuer: isSpiffe ? null : issuer.issuer,
    now,
  });
  if (isSpiffe && trustDomainOf(claims.sub ?? '') !== issuer.issuer) {
    throw new NotBelieved('claims', 'its subject is in another trust domain');
  }
  const broken = brokenClaim(ClaimRules.parse(issuer.requiredClaims), claims);
  if (broken !== null) throw new NotBelieved('claims', `its claim \`${broken}\` is missing or wrong`);
  return claims;
}

const ownAudiences = (publicUrl: string): string[] => [publicUrl, `${publicUrl}/oauth/token`];

/** Identities in force that verified claims fit, the exact ones first. */
export async function boundBy(prisma: Prisma, issuerId: string, claims: JWTPayload) {
  const rows = await prisma.workloadIdentity.findMany({
    where: { issuerId, removedAt: null, OR: [{ subject: claims.sub ?? '' }, { isPattern: true }] },
    orderBy: [{ isPattern: 'asc' }, { id: 'asc' }],
  });
  return rows.filter((row) =>
    isIdentityOf({ ...row, requiredClaims: ClaimRules.parse(row.requiredClaims) }, claims),
  );
}

/** An assertion that an agent has signed with a key of its own. Single use, whatever it is shown for. */
async function byKey(assertion: string, agentId: string, around: Surroundings): Promise<Recognised> {
  const { prisma, publicUrl, clientId } = around;
  if (clientId !== null && clientId !== agentId) {
    throw new NotBelieved('claims', 'its issuer is not the client that is named beside it');
  }
  const { header } = readClaimed(assertion);
  const { row, key } = await findOwnKey(prisma, agentId, header);
  const claims = await verifyAssertion(assertion, {
    kind: 'key',
    keys: [key],
    audience: ownAudiences(publicUrl),
    issuer: agentId,
    now: await databaseNow(prisma),
  });
  if (claims.sub !== agentId) throw new NotBelieved('claims', 'its subject is not its issuer');
  await spendOnce(prisma, agentId, claims);
  return { agentId, identity: { id: row.id, kind: 'key', issuer: null, subject: row.thumbprint ?? '' } };
}

/** The registered key that a header means: by its thumbprint, or by the name that it was registered under. */
async function findOwnKey(prisma: Prisma, agentId: string, header: { alg: string; kid: string | null }) {
  const rows = await prisma.workloadIdentity.findMany({ where: { agentId, kind: 'key', removedAt: null } });
  const meant = rows.flatMap((row) => {
    const { kid, ...jwk } = row.publicJwk as JWK;
    const isMeant = header.kid === null || header.kid === row.thumbprint || header.kid === kid;
    const key: JWK = header.kid === null ? jwk : { ...jwk, kid: header.kid };
    return isMeant && keyFor([key], header) !== null ? [{ row, key }] : [];
  });
  const [one] = meant;
  if (one === undefined || meant.length > 1)
    throw new NotBelieved('key', 'no registered key fits its header');
  return one;
}

async function spendOnce(prisma: Prisma, from: string, { jti, exp = 0 }: JWTPayload): Promise<void> {
  if (jti === undefined) throw new NotBelieved('claims', 'it has no `jti`, and may be shown once only');
  const until = new Date((exp + 2 * TOLERANCE_SECONDS) * 1000);
  if (!(await spendJti(prisma, ['assertion', from, jti], until))) {
    throw new NotBelieved('replayed', 'it has been shown before');
  }
}
