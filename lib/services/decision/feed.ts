import type { Prisma } from '@/lib/db/client';
import type { FeedPosition } from './feed-position';
import { currentPosition, type FeedBatch, readFeed } from './feed-read';

const POLL_MS = 500;
const POLL_AFTER_ERROR_MS = 2000;
/** Older than this, the last answer says nothing about now. */
const FRESH_MS = 5000;

type Listener = (batch: FeedBatch) => void;

/**
 * New decisions and changes, read from the database by one loop for all listeners of the process, while
 * there are any. Memory holds nothing but how far it has read; every instance reads for itself.
 */
class Feed {
  readonly #client: Prisma;
  readonly #listeners = new Set<Listener>();
  #position: FeedPosition | null = null;
  #starting: Promise<FeedPosition> | null = null;
  #isRunning = false;
  #told: { now: Date; heardAtMs: number } | null = null;

  constructor(client: Prisma) {
    this.#client = client;
  }

  /** The database's time, when it was told lately; null while the database does not answer. */
  now(): Date | null {
    if (this.#told === null) return null;
    const sinceMs = performance.now() - this.#told.heardAtMs;
    return sinceMs > FRESH_MS ? null : new Date(this.#told.now.getTime() + sinceMs);
  }

  /** Calls `listener` with everything after the position that this answers, until it leaves. */
  async listen(listener: Listener): Promise<{ position: FeedPosition; leave: () => void }> {
    const leave = () => this.#listeners.delete(listener);
    this.#listeners.add(listener);
    try {
      return { position: this.#position ?? (await this.#start()), leave };
    } catch (error) {
      leave();
      throw error;
    }
  }

  async #start(): Promise<FeedPosition> {
    this.#starting ??= currentPosition(this.#client).finally(() => {
      this.#starting = null;
    });
    const position = await this.#starting;
    this.#position ??= position;
    if (!this.#isRunning) void this.#run();
    return this.#position;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#listeners.size > 0 && this.#position !== null) {
      const isRead = await this.#poll(this.#position);
      await pause(isRead ? POLL_MS : POLL_AFTER_ERROR_MS);
    }
    this.#isRunning = false;
    this.#position = null;
  }

  async #poll(position: FeedPosition): Promise<boolean> {
    try {
      const batch = await readFeed(this.#client, position);
      this.#position = batch.position;
      this.#told = { now: batch.now, heardAtMs: performance.now() };
      for (const listener of [...this.#listeners]) listener(batch);
      return true;
    } catch (error) {
      // Nothing is lost: the next poll reads from the same position.
      console.error('the feed of decisions could not be read:', error);
      return false;
    }
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

const feeds = new WeakMap<Prisma, Feed>();

/** The feed of a database. */
export function feedOf(client: Prisma): Feed {
  const feed = feeds.get(client) ?? new Feed(client);
  feeds.set(client, feed);
  return feed;
}
