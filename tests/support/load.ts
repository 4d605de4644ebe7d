import { isAllow, type Question, type Reply } from './client';
import type { RecordedDecision } from './history';
import { digestOf } from './take-away';

/** One question that was asked under load, and what came back. */
export type Answered = { question: Question; sentAt: number; reply: Reply };

export type Load = {
  answered: Answered[];
  /** How many allows have come in so far. */
  allows(): number;
  stop(): Promise<void>;
};

/** Clients that ask one question after the other, of whatever origin is current, until they are stopped. */
export function startLoad(
  clients: number,
  next: () => { origin: string; question: Question },
  ask: Asker,
): Load {
  const answered: Answered[] = [];
  let allows = 0;
  let isOver = false;
  const client = async () => {
    while (!isOver) {
      const { origin, question } = next();
      const sentAt = performance.now();
      const reply = await ask(origin, question);
      answered.push({ question, sentAt, reply });
      if (isAllow(reply)) allows += 1;
      // Nobody listens: the next attempt comes a little later.
      else if (reply.status === 0) await new Promise((done) => setTimeout(done, 20));
    }
  };
  const all = Promise.all(Array.from({ length: clients }, client));
  return {
    answered,
    allows: () => allows,
    stop: async () => {
      isOver = true;
      await all;
    },
  };
}
type Asker = (origin: string, question: Question) => Promise<Reply>;

/** What is wrong with the allows that clients hold: ids that are not recorded, or recorded otherwise. */
export function unrecorded(answered: readonly Answered[], recorded: readonly RecordedDecision[]): string[] {
  const byId = new Map(recorded.map((row) => [row.id, row]));
  return answered
    .filter(({ reply }) => isAllow(reply))
    .flatMap(({ question, reply }) => {
      const id = reply.evaluation?.context.evaluation_id ?? 'no id';
      const row = byId.get(id);
      if (row === undefined) return [`${id} is not recorded`];
      return row.isAllow && row.digest === digestOf(question) ? [] : [`${id} is recorded otherwise`];
    });
}
