import type { EntitlementView } from '@/lib/contract/entitlement';
import { type Ctx, permit } from '../context';
import { databaseNow, reader } from '../transaction';
import { loadEntitlement } from './load';
import { loadEntitlementView } from './view';

export async function readEntitlement(ctx: Ctx, { id }: { id: string }): Promise<EntitlementView> {
  permit(ctx, 'entitlement.list');
  const db = reader(ctx);
  return loadEntitlementView(db, await loadEntitlement(db, id), await databaseNow(db));
}
