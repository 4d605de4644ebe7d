import type { IssuerIdInput, IssuerView } from '@/lib/contract/issuer';
import { type Ctx, permit } from '../context';
import { reader } from '../transaction';
import { loadIssuer } from './load';
import { toIssuerView } from './view';

export async function readIssuer(ctx: Ctx, { id }: IssuerIdInput): Promise<IssuerView> {
  permit(ctx, 'issuer.list');
  return toIssuerView(await loadIssuer(reader(ctx), id));
}
