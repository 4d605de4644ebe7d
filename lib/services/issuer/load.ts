import type { Tx } from '@/lib/db/client';
import type { Ctx } from '../context';
import { changedMeanwhile, notFound } from '../errors';
import { type IssuerRow, issuerInclude } from './view';

export async function loadIssuer(tx: Tx, id: string): Promise<IssuerRow> {
  const row = await tx.trustedIssuer.findUnique({ where: { id }, include: issuerInclude });
  if (row === null) throw notFound('issuer', id);
  return row;
}

/** The issuer as the caller saw it. Throws `changed_meanwhile` when it names another revision. */
export async function loadSeenIssuer(tx: Tx, ctx: Ctx, id: string): Promise<IssuerRow> {
  const row = await loadIssuer(tx, id);
  if (ctx.ifMatch !== null && ctx.ifMatch !== row.revision) throw changedMeanwhile('issuer', id);
  return row;
}
