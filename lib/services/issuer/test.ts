import type { IssuerTestView, TestIssuerInput } from '@/lib/contract/issuer';
import { NotBelieved } from '@/lib/identity/refused';
import { outgoingPolicy } from '@/lib/outgoing/policy';
import { type Ctx, permit } from '../context';
import { boundBy, verifyWithIssuer } from '../identity/recognise';
import { databaseNow, reader } from '../transaction';
import { refetchKeys } from './keys';
import { loadIssuer } from './load';
import { type IssuerRow, toIssuerView } from './view';

/** Reads an issuer's keys now and tries one of its tokens with them. Gives nothing, and spends nothing. */
export async function testIssuer(ctx: Ctx, { id, assertion }: TestIssuerInput): Promise<IssuerTestView> {
  permit(ctx, 'issuer.test');
  const before = await loadIssuer(reader(ctx), id);
  const { problem } =
    before.keysUrl === null ? { problem: null } : await refetchKeys(ctx.prisma, before, outgoingPolicy(), 0);
  const issuer = await loadIssuer(ctx.prisma, id);
  return {
    keys: toIssuerView(issuer).keys,
    problem,
    assertion: assertion === undefined ? null : await tryAssertion(ctx, issuer, assertion),
  };
}

async function tryAssertion(
  ctx: Ctx,
  issuer: IssuerRow,
  assertion: string,
): Promise<IssuerTestView['assertion']> {
  try {
    const now = await databaseNow(ctx.prisma);
    const claims = await verifyWithIssuer(ctx.prisma, issuer, assertion, { publicUrl: ctx.publicUrl, now });
    const bound = await boundBy(ctx.prisma, issuer.id, claims);
    const agents = [...new Set(bound.map(({ agentId }) => agentId))];
    const problem = issuer.disabledAt === null ? null : 'the issuer is disabled';
    return { isBelieved: problem === null, problem, subject: claims.sub ?? null, agents };
  } catch (error) {
    if (!(error instanceof NotBelieved)) throw error;
    return { isBelieved: false, problem: error.message, subject: null, agents: [] };
  }
}
