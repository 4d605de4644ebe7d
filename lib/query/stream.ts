import { ApiError } from './client';
import { type ServerSent, ServerSentParser } from './server-sent';
import { readShape, type Shape } from './shape';
import { DecisionSummary } from './shape/decision';

/**
 * What the stream tells. `gap`: not everything was told, so everything must be read anew; `skipped`: some
 * plainly allowed decisions were left out because this reader was too slow.
 */
export type StreamEvent =
  | { kind: 'time'; now: Date }
  | { kind: 'decision'; decision: DecisionSummary }
  | { kind: 'change'; noun: string }
  | { kind: 'skipped'; count: number }
  | { kind: 'gap' };

const Time: Shape<{ now: Date }> = { object: { now: 'instant' } };
const Change: Shape<{ noun: string }> = { object: { noun: 'string' } };
const Skipped: Shape<{ count: number }> = { object: { count: 'number' } };

/** Longer than two heartbeats: a connection that is silent for so long is dead, whatever the network says. */
const SILENCE_MS = 40_000;

/** What a message means; nothing for one that we do not know. */
function eventsOf({ event, data }: ServerSent, isResumed: boolean): StreamEvent[] {
  const value: unknown = JSON.parse(data);
  switch (event) {
    case 'hello': {
      const time: StreamEvent = { kind: 'time', now: readShape(Time, value).now };
      // Between what a page has read and a new beginning there may be something that nobody told.
      return isResumed ? [time] : [time, { kind: 'gap' }];
    }
    case 'heartbeat':
      return [{ kind: 'time', now: readShape(Time, value).now }];
    case 'gap':
      return [{ kind: 'time', now: readShape(Time, value).now }, { kind: 'gap' }];
    case 'decision':
      return [{ kind: 'decision', decision: readShape(DecisionSummary, value) }];
    case 'change':
      return [{ kind: 'change', noun: readShape(Change, value).noun }];
    case 'skipped':
      return [{ kind: 'skipped', count: readShape(Skipped, value).count }];
    default:
      return [];
  }
}

type Following = {
  /** Where an earlier connection broke off. */
  lastEventId: string | null;
  signal: AbortSignal;
  /** Called with what came together, and where to go on after it. */
  onEvents: (events: readonly StreamEvent[], lastEventId: string | null) => void;
};

/** Follows the stream over one connection until it ends; throws when it breaks or could not be opened. */
export async function followStream({ lastEventId, signal, onEvents }: Following): Promise<void> {
  const silence = new AbortController();
  const watch = () => setTimeout(() => silence.abort(new Error('the stream fell silent')), SILENCE_MS);
  let timer = watch();
  try {
    const response = await fetch('/api/v1/stream', {
      headers: { accept: 'text/event-stream', ...(lastEventId !== null && { 'last-event-id': lastEventId }) },
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (!response.ok || response.body === null) {
      throw new ApiError({ status: response.status, title: `The server answered ${response.status}` });
    }
    const parser = new ServerSentParser();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      clearTimeout(timer);
      timer = watch();
      const messages = parser.push(part.value);
      if (messages.length === 0) continue;
      const events = messages.flatMap((message) => eventsOf(message, lastEventId !== null));
      onEvents(events, messages.findLast(({ id }) => id !== null)?.id ?? null);
    }
  } finally {
    clearTimeout(timer);
  }
}
