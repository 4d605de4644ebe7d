import type { Prisma } from '@/lib/db/client';
import type { OutgoingPolicy } from '@/lib/outgoing/policy';
import type { Evaluator } from '@/lib/pdp/evaluator';
import type { Session } from './session';
import type { Who } from './who';

/** What the gateway of one process works with. */
export type Gateway = {
  evaluator: Evaluator;
  prisma: Prisma;
  publicUrl: string;
  port: string;
  policy: OutgoingPolicy;
};

/** The system behind a request. */
export type Behind = { id: string; name: string; url: string };

/** One request with everything that was found out about it before it is looked at. */
export type Scene = Gateway & {
  system: Behind;
  who: Who;
  /** Null in the stateless revision, and while a session begins. */
  session: Session | null;
  isStateless: boolean;
  /** The head of the request; read, and never sent on. */
  headers: Headers;
  requestId: string;
  /** The client's name for the call where it gives one: the same name is the same call. */
  callKey: string | null;
  /** How long a call that waits for people is held. */
  waitSeconds: number;
};
