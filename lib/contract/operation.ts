import type { z } from 'zod';
import type { Permission } from '@/lib/domain/role';

/**
 * One operation of the API: the single source for the route that serves it, the OpenAPI document, the
 * matrix of roles, and the test that no route is unguarded. `path` is in OpenAPI's form; its parameters
 * are members of `input`, as are the query's (GET) or the body's (POST, PATCH, PUT, DELETE).
 */
export type Operation<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = {
  id: string;
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  path: `/${string}`;
  summary: string;
  /** null: whoever is known may, whatever their role. */
  permission: Permission | null;
  input: I;
  output: O;
  /** The status of success; 200 when absent. */
  status?: 200 | 201 | 202;
  /** What is answered when it is not JSON; `output` is text then. */
  mediaType?: string;
  /** The answer is shown once, or these members of it: they are not kept for a repetition. */
  answersSecret?: boolean | readonly string[];
  /** The input holds a secret: not even a plain digest of it is kept. */
  takesSecret?: boolean;
};

/** Keeps the schemas' own types. */
export const operation = <I extends z.ZodType, O extends z.ZodType>(spec: Operation<I, O>): Operation<I, O> =>
  spec;
