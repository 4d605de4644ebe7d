import type { z } from 'zod';
import { contextFor } from '@/lib/auth/context';
import type { Operation } from '@/lib/contract/operation';
import { type Ctx, permit } from '@/lib/services/context';
import { ServiceError } from '@/lib/services/errors';
import { problemFrom } from './problem';
import { queryObject, requestIdOf } from './request';

/** One server-sent event. What may be left out when a reader is too slow says so. */
export type SentEvent = { event: string; id?: string; data: unknown; canSkip?: boolean };

/** What feeds a stream: its clock, and how to leave it. */
type Source = { now: () => Date | null; leave: () => void };
type Follow<I> = (
  ctx: Ctx,
  input: I & { lastEventId: string | null },
  send: (event: SentEvent) => void,
) => Promise<Source>;
type Handler = ((request: Request) => Promise<Response>) & { operation: Operation };

const MOST_STREAMS = 200;
const MOST_STREAMS_AN_ACTOR = 20;
/**
 * From here on a slow reader gets only what must not be skipped, and from there on nothing but the count. What came in
 * one look at the log waits together, so this is more than what a busy log brings in some seconds.
 */
const SKIP_FROM = 2000;
const MOST_WAITING = 6000;
const AT_ONCE = 200;
const HEARTBEAT_MS = 15_000;
const RECHECK_MS = 30_000;
const RETRY_MS = 2000;

const openStreams = new Map<string, number>();

/** Takes a place among the open streams; answers how to give it back. */
function takePlace(actorId: string): () => void {
  const own = openStreams.get(actorId) ?? 0;
  const all = [...openStreams.values()].reduce((sum, n) => sum + n, 0);
  if (own >= MOST_STREAMS_AN_ACTOR) {
    throw new ServiceError('too_many_requests', `there are ${own} open streams of yours already`);
  }
  if (all >= MOST_STREAMS) throw new ServiceError('unavailable', 'too many streams are open');
  openStreams.set(actorId, own + 1);
  return () => {
    const left = (openStreams.get(actorId) ?? 1) - 1;
    if (left > 0) openStreams.set(actorId, left);
    else openStreams.delete(actorId);
  };
}

const encoder = new TextEncoder();

function encode({ event, id, data }: SentEvent): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** What waits for one reader: bounded, and honest about what was skipped. */
class Outbox {
  #waiting: SentEvent[] = [];
  #skipped = 0;
  #wake: (() => void) | null = null;
  #isClosed = false;

  send(event: SentEvent): void {
    const isFull = this.#waiting.length >= MOST_WAITING;
    if (this.#isClosed) return;
    if (isFull || (event.canSkip === true && this.#waiting.length >= SKIP_FROM)) this.#skipped += 1;
    else this.#waiting.push(event);
    this.#wake?.();
  }

  /** Ends after what waits already. */
  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }

  /** Waits for something to tell; null at the end. */
  async next(): Promise<string | null> {
    while (this.#waiting.length === 0) {
      if (this.#isClosed) return null;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const events = this.#waiting.splice(0, AT_ONCE);
    if (this.#waiting.length === 0 && this.#skipped > 0) {
      events.push({ event: 'skipped', data: { count: this.#skipped } });
      this.#skipped = 0;
    }
    return events.map(encode).join('');
  }
}

/**
 * Makes the handler of a stream of server-sent events: who, what, follow. Whoever may not read any more
 * is cut off within a minute; whoever goes away leaves nothing behind.
 */
export function serveEvents<I extends z.ZodType>(
  operation: Operation<I>,
  follow: Follow<z.output<I>>,
): Handler {
  const handler = async (request: Request): Promise<Response> => {
    const requestId = requestIdOf(request);
    try {
      const ctx: Ctx = { ...(await contextFor(request, requestId)), ifMatch: null };
      if (operation.permission !== null) permit(ctx, operation.permission);
      const input = operation.input.parse(queryObject(request.url));
      const stream = await openStream(request, ctx, operation, (send) =>
        follow(ctx, Object.assign({}, input, { lastEventId: request.headers.get('last-event-id') }), send),
      );
      const headers = {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'private, no-store, no-transform',
        'x-accel-buffering': 'no',
        'x-request-id': requestId,
      };
      return new Response(stream, { headers });
    } catch (error) {
      return problemFrom(error, requestId);
    }
  };
  return Object.assign(handler, { operation: operation as unknown as Operation });
}

async function openStream(
  request: Request,
  ctx: Ctx,
  operation: Operation,
  follow: (send: (event: SentEvent) => void) => Promise<Source>,
): Promise<ReadableStream<Uint8Array>> {
  const givePlace = takePlace(ctx.actor.id);
  const outbox = new Outbox();
  const cleanUps: (() => void)[] = [givePlace];
  const end = () => {
    outbox.close();
    for (const cleanUp of cleanUps.splice(0)) cleanUp();
  };
  try {
    const source = await follow((event) => outbox.send(event));
    cleanUps.push(source.leave);
    const heartbeat = setInterval(() => {
      const now = source.now();
      if (now !== null) outbox.send({ event: 'heartbeat', data: { now } });
    }, HEARTBEAT_MS);
    const recheck = setInterval(() => {
      mayStillRead(request, ctx, operation).catch(() => {
        outbox.send({ event: 'end', data: { reason: 'sign in again' } });
        end();
      });
    }, RECHECK_MS);
    cleanUps.push(
      () => clearInterval(heartbeat),
      () => clearInterval(recheck),
    );
    request.signal.addEventListener('abort', end, { once: true });
    if (request.signal.aborted) end();
  } catch (error) {
    end();
    throw error;
  }
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(encoder.encode(`retry: ${RETRY_MS}\n\n`)),
      pull: async (controller) => {
        const text = await outbox.next();
        if (text === null) controller.close();
        else controller.enqueue(encoder.encode(text));
      },
      cancel: end,
    },
    { highWaterMark: 1 },
  );
}

/** Asks everything anew, as a new request would. What cannot be answered counts as no. */
async function mayStillRead(request: Request, ctx: Ctx, operation: Operation): Promise<void> {
  const fresh = await contextFor(request, ctx.requestId);
  if (fresh.actor.id !== ctx.actor.id) throw new ServiceError('unauthenticated', 'somebody else now');
  if (operation.permission !== null) permit({ ...fresh, ifMatch: null }, operation.permission);
}
