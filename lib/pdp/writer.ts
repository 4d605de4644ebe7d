import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { servingOptions } from '@/lib/db/client';
import { type Recorded, recordDecisions, type UnchainedBatch } from '@/lib/db/live/record-decisions';
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

/**
 * The one connection that records decisions, and the chain it writes. A batch at a time.
 * INVARIANT (tamper-evident): the head moves only when a batch was answered. Where it stays open whether
 * a batch was written, the chain ends there and a new one begins, under a new name.
 */
export class Writer {
  readonly #url: string;
  readonly #hasRole: boolean;
  #client: pg.Client | null = null;
  #writer = '';
  #seq = 0n;
  #head: Buffer = Buffer.alloc(0);

  constructor(url: string, hasRole: boolean) {
    this.#url = url;
    this.#hasRole = hasRole;
  }

  /** Writes a batch. Rejects when the database did not answer in time, or refused; nothing is retried. */
  async record(batch: UnchainedBatch): Promise<Recorded> {
    const client = await this.#connected();
    try {
      const recorded = await recordDecisions(client, {
        ...batch,
        writer: this.#writer,
        seq: this.#seq,
        head: this.#head,
      });
      this.#seq = recorded.seq;
      this.#head = recorded.head;
      return recorded;
    } catch (error) {
      if (!isAnswered(error)) await this.#drop(client);
      throw error;
    }
  }

  async #connected(): Promise<pg.Client> {
    if (this.#client !== null) return this.#client;
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
      if (this.#client === client) this.#client = null;
    });
    await client.connect();
    this.#writer = newId('wrt', Date.now(), randomBytes(16));
    this.#seq = 0n;
    this.#head = genesisHash(this.#writer);
    this.#client = client;
    return client;
  }

  async #drop(client: pg.Client): Promise<void> {
    if (this.#client === client) this.#client = null;
    // `end` would wait for a socket that may never answer again.
    (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.end().catch(() => {});
  }
}
