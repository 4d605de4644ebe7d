import { afterAll, beforeAll, describe } from 'vitest';
import { bodyOf, type Question, type Reply, type Sent } from './client';
import { type Doors, openDoors } from './doors';
import { type Cast, callOf, makeWorld, sql } from './world';

/** What a test of the live contract holds in its hands. */
export type Scene = {
  url: string;
  publicUrl: string;
  /** The next cast that no test has touched. */
  cast(): Cast;
  /** Sends a body, by default as JSON with the cast's key. */
  post(body: unknown, more?: Sent & { key?: string | null }): Promise<Reply>;
  ask(question: Question, more?: Sent): Promise<Reply>;
  sql(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
};

const CASTS = 60;

/**
 * Declares the same tests for both doors. INVARIANT (one function, two doors): what one answers, the
 * other answers.
 */
export function throughBothDoors(declare: (scene: Scene) => void): void {
  for (const which of ['fast', 'plain'] as const) {
    describe(`through the ${which} door`, () => {
      const held: { doors?: Doors; casts: Cast[]; next: number } = { casts: [], next: 0 };
      const doors = () => {
        if (held.doors === undefined) throw new Error('the doors are not open');
        return held.doors;
      };
      beforeAll(async () => {
        held.doors = await openDoors();
        held.casts = await makeWorld(held.doors.url, { casts: CASTS, ownTools: true });
      });
      afterAll(() => held.doors?.close());

      const key = () => held.casts[0]?.key ?? '';
      const scene: Scene = {
        get url() {
          return doors().url;
        },
        get publicUrl() {
          return doors().publicUrl;
        },
        cast: () => {
          const cast = held.casts[held.next];
          if (cast === undefined) throw new Error('no cast is left');
          held.next += 1;
          return cast;
        },
        post: (body, { key: sentKey = key(), headers, ...more } = {}) =>
          doors()[which].send({
            headers: {
              'content-type': 'application/json',
              ...(sentKey !== null && { authorization: `Bearer ${sentKey}` }),
              ...headers,
            },
            body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
            ...more,
          }),
        ask: ({ key: ownKey, ...question }, more) => scene.post(bodyOf(question), { key: ownKey, ...more }),
        sql: (text, values) => sql(doors().url, text, values),
      };
      declare(scene);
    });
  }
}

/** The body of a call that is allowed. */
export const allowedBody = (cast: Cast) => {
  const { key: _, ...question } = callOf(cast);
  return bodyOf(question);
};
