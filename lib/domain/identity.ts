export const ISSUER_KINDS = ['oidc', 'spiffe'] as const;
export type IssuerKind = (typeof ISSUER_KINDS)[number];

/** What binds a running process to an agent: a SPIFFE ID, a subject of an OIDC issuer, or a registered key. */
export const IDENTITY_KINDS = ['spiffe', 'oidc', 'key'] as const;
export type IdentityKind = (typeof IDENTITY_KINDS)[number];

/** Claims that must be there: each with the one value it must have, or the list it must be in. */
export type ClaimRules = Readonly<Record<string, string | readonly string[]>>;

const TRUST_DOMAIN = /^[a-z0-9._-]{1,255}$/;
const SPIFFE_ID = /^spiffe:\/\/([a-z0-9._-]{1,255})((?:\/[A-Za-z0-9._-]+)+)$/;
const MAX_SPIFFE_ID = 2048;

export const isTrustDomain = (text: string): boolean => TRUST_DOMAIN.test(text);

/** The trust domain of a SPIFFE ID that names a workload; null for what is no such ID. */
export function trustDomainOf(id: string): string | null {
  if (id.length > MAX_SPIFFE_ID) return null;
  const [, domain, path] = SPIFFE_ID.exec(id) ?? [];
  if (domain === undefined || path === undefined) return null;
  const isPlain = path.split('/').every((segment) => segment !== '.' && segment !== '..');
  return isPlain ? domain : null;
}

const SEPARATOR = /([:/])/;

/**
 * Whether a pattern covers a subject. Its segments are parted by colons and slashes; `*` stands for one of
 * them, a last `**` for one or more. `repo:acme/app:*` covers no subject of `acme/app2`.
 */
export function coversSubject(pattern: string, subject: string): boolean {
  const parts = pattern.split(SEPARATOR);
  const own = subject.split(SEPARATOR);
  for (let i = 0; i < parts.length; i += 1) {
    const segment = own[i];
    if (segment === undefined) return false;
    const isLast = i === parts.length - 1;
    if (parts[i] === '**' && isLast) return segment !== '';
    if (parts[i] === '*' ? segment === '' : parts[i] !== segment) return false;
  }
  return parts.length === own.length;
}

/** Why a pattern says too little to name anybody; null when it may be used. */
export function subjectPatternRefusal(pattern: string): string | null {
  const parts = pattern.split(SEPARATOR);
  if (parts[0] === '' || parts[0]?.includes('*')) return 'must begin with a segment that is spelt out';
  if (parts.slice(0, -1).includes('**')) return 'may have `**` at its end only';
  if (parts.some((part) => part.includes('*') && part !== '*' && part !== '**')) {
    return 'has a `*` that is only a part of a segment';
  }
  return null;
}

/** The first claim that is missing or has another value; null when all rules hold. */
export function brokenClaim(rules: ClaimRules, claims: Readonly<Record<string, unknown>>): string | null {
  for (const [name, rule] of Object.entries(rules)) {
    const accepted = typeof rule === 'string' ? [rule] : rule;
    const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
    const told = Array.isArray(value) ? value : [value];
    const holds = told.some((one) =>
      accepted.some((other) => typeof one !== 'object' && String(one) === other),
    );
    if (value === undefined || !holds) return name;
  }
  return null;
}

type Bound = {
  agentId: string;
  subject: string | null;
  isPattern: boolean;
  requiredClaims: ClaimRules;
};

/** Whether an identity of the issuer is the one that these claims speak of. */
export function isIdentityOf(
  { subject, isPattern, requiredClaims }: Bound,
  claims: Readonly<Record<string, unknown>>,
): boolean {
  const { sub } = claims;
  if (typeof sub !== 'string' || subject === null) return false;
  const fits = isPattern ? coversSubject(subject, sub) : subject === sub;
  return fits && brokenClaim(requiredClaims, claims) === null;
}
