import type { DiscoverToolsInput, DiscoveryView } from '@/lib/contract/discovery';
import { outgoingPolicy } from '@/lib/outgoing/policy';
import { type Ctx, permit } from '@/lib/services/context';
import { invalidInput, notFound, ServiceError } from '@/lib/services/errors';
import { adoptTools } from '@/lib/services/tool/adopt';
import { METHOD_TOOLS } from './method';
import { readTools } from './read-tools';
import { RpcFailure } from './rpc-failure';

/**
 * Asks an MCP server for its tools, outside of any transaction, then takes what it says into the inventory.
 * A definition that differs from the one that was reviewed is unreviewed again from the next decision on.
 */
export async function discoverTools(ctx: Ctx, input: DiscoverToolsInput): Promise<DiscoveryView> {
  permit(ctx, 'system.discover');
  const system = await ctx.prisma.system.findUnique({
    where: { id: input.id },
    select: { id: true, name: true, kind: true, url: true },
  });
  if (system === null) throw notFound('system', input.id);
  const { url } = system;
  if (system.kind !== 'mcp' || url === null) throw invalidInput('id', 'is no MCP server with a URL');
  const list = await readTools({ policy: outgoingPolicy(), prisma: ctx.prisma }, { ...system, url }).catch(
    (error: unknown) => {
      if (error instanceof RpcFailure) throw new ServiceError('unavailable', error.message);
      throw error;
    },
  );
  return adoptTools(ctx, input, list, METHOD_TOOLS);
}
