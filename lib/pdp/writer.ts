import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { servingOptions } from '@/lib/db/client';
import {
  type Batch,
  type ChainHead,
  type EncodedBatch,
  encodeBatch,
  type Recorded,
  recordDecisions,
} from '@/lib/db/live/record-decisions';
import { newId } from '@/lib/domain/id';
import { genesisHash } from '@/lib/ledger/chain';

const STATEMENT_TIMEOUT_MS = 2000;
/**
 * The recording statement looks up a few dozen keys in tables of any size, so its plan is always the same:
 * indexes, row by row. Statistics of a young or bulk-filled table would talk the planner out of it.
 */
const PLANNING =
  '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off';

/** SQLSTATE class 22/23/40/42/53/CD: the server answered and rolled back. Everything else leaves it open. */
const isAnswered = (error: unknown): boolean => {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && /^(22|23|25|40|42|53|54|CD)/.test(code) && code !== '25P03';
};

/** A connection with its chain. */
type Chain = ChainHead & { client: pg.Client };

/**
 * The one connection that records decisions, and the chain it writes, in the order of the batches.
 * INVARIANT (tamper-evident): the head moves only when a batch was answered. Where it stays open whether
 * a batch was written, the chain ends there and a new one begins, under a new name.
 */
export class Writer {
  readonly #url: string;
  readonly #hasRole: boolean;
  #chain: Chain | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(url: string, hasRole: boolean) {
    this.#url = url;
    this.#hasRole = hasRole;
  }

  /**
   * Writes a batch, after those that were given before it. Rejects when the database did not answer in
   * time, or refused; nothing is retried.
   */
  record(batch: Batch): Promise<Recorded> {
    const encoded = encodeBatch(batch);
    const recorded = this.#last.then(() => this.#send(encoded));
    this.#last = recorded.catch(() => {});
    return recorded;
  }

  async #send(batch: EncodedBatch): Promise<Recorded> {
    this.#chain ??= await this.#begin();
    const chain = this.#chain;
    try {
      const recorded = await recordDecisions(chain.client, chain, batch);
      chain.seq = recorded.seq;
      chain.head = recorded.head;
      return recorded;
    } catch (error) {
      if (!isAnswered(error)) this.#drop(chain);
      throw error;
    }
  }

  async #begin(): Promise<Chain> {
    const client = new pg.Client({
      connectionString: this.#url,
      connectionTimeoutMillis: STATEMENT_TIMEOUT_MS,
      // The client gives up after the server should have: a socket that hangs is destroyed.
      query_timeout: STATEMENT_TIMEOUT_MS + 500,
      options: `${servingOptions(STATEMENT_TIMEOUT_MS, this.#hasRole)} ${PLANNING}`,
      application_name: 'cordon-decisions',
      keepAlive: true,
    });
    client.on('error', () => {
      if (this.#chain?.client === client) this.#chain = null;
    });
    await client.connect();
    const writer = newId('wrt', Date.now(), randomBytes(16));
    return { client, writer, seq: 0n, head: genesisHash(writer) };
  }

  #drop(chain: Chain): void {
    if (this.#chain === chain) this.#chain = null;
    // `end` would wait for a socket that may never answer again.
    (chain.client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  }

  async close(): Promise<void> {
    const chain = this.#chain;
    this.#chain = null;
    await chain?.client.end().catch(() => {});
  }
}
