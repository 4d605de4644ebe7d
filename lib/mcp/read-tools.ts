import type { JsonObject } from '@/lib/domain/argument';
import { isObject } from './message';
import { openAlone } from './open-upstream';
import { RpcFailure } from './rpc-failure';
import type { Behind, Gateway } from './scene';

const MOST_TOOLS = 500;
const MOST_PAGES = 100;
const PATIENCE_MS = 30_000;

/** What an MCP server says of its tools: all pages of its list, bounded in number and in time. */
export async function readTools(
  gateway: Pick<Gateway, 'policy' | 'prisma'>,
  system: Behind,
): Promise<JsonObject[]> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const upstream = await openAlone(gateway, system, signal);
  const tools: JsonObject[] = [];
  try {
    let cursor: string | null = null;
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const answer = await upstream.call({
        id: `list-${page}`,
        method: 'tools/list',
        params: cursor === null ? {} : { cursor },
        mirrors: {},
        wantsProgress: false,
        trace: {},
        signal,
        onNotification: () => {},
      });
      if ('error' in answer)
        throw new RpcFailure('upstream', `the server lists no tools: ${answer.error.message}`);
      const { tools: found, nextCursor } = answer.result;
      if (!Array.isArray(found)) throw new RpcFailure('upstream', 'the server’s list of tools has no tools');
      tools.push(...found.filter(isObject));
      if (tools.length > MOST_TOOLS)
        throw new RpcFailure('upstream', `the server has more than ${MOST_TOOLS} tools`);
      if (typeof nextCursor !== 'string' || nextCursor === '') return tools;
      cursor = nextCursor;
    }
    throw new RpcFailure('upstream', `the server’s list has more than ${MOST_PAGES} pages`);
  } finally {
    await upstream.close().catch(() => {});
  }
}
