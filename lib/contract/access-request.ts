import { z } from 'zod';
import { CALLBACK_EVENTS, REQUEST_STATUSES } from '@/lib/domain/access-request';
import { Text } from './common';

/** The wire shapes of AuthZEN’s Access Request and Approval Profile (draft 1), in the standard’s snake_case. */

const Timestamp = z.iso.datetime({ offset: true, error: 'must be an RFC 3339 timestamp' });

export const CallbackRequest = z.object({
  endpoint: z.string().min(1).max(2000),
  state: Text(1000).optional(),
  events: z.array(z.string().max(50)).max(20).optional(),
});

/** What is read of a submission beside the call itself. Unknown members are ignored, as the standard asks. */
export const AccessRequestSubmission = z.object({
  denial: z.object({
    evaluation_id: z.string().max(300).optional(),
    binding_token: z.string().max(20_000).optional(),
    expires_at: Timestamp.optional(),
  }),
  context: z.object({ business_justification: Text(2000).optional() }).optional(),
  requested_access: z
    .object({
      reason: Text(2000).optional(),
      requested_until: Timestamp.optional(),
      emergency: z.boolean().optional(),
    })
    .optional(),
  callback: CallbackRequest.optional(),
});
export type AccessRequestSubmission = z.output<typeof AccessRequestSubmission>;

export const CancelRequest = z.object({ reason: Text(300).optional(), comment: Text(1000).optional() });
export type CancelRequest = z.output<typeof CancelRequest>;

/** For how long at most a poll is held until something changes. */
export const MOST_WAIT_SECONDS = 60;
export const PollQuery = z.object({ wait: z.coerce.number().int().min(0).max(MOST_WAIT_SECONDS).optional() });

/** Where the caller wants to be told, as it is kept. */
export const StoredCallback = z.object({
  endpoint: z.string(),
  state: z.string().nullable(),
  events: z.array(z.enum(CALLBACK_EVENTS)),
});
export type StoredCallback = z.output<typeof StoredCallback>;

/** The task handle. It tells no names: who may decide is the affair of people. */
export const RequestTask = z.object({
  id: z.string(),
  status: z.enum(REQUEST_STATUSES),
  status_endpoint: z.string(),
  expires_at: z.string(),
  links: z.object({ cancel: z.string() }),
  progress: z.object({ current_step: z.int(), total_steps: z.int(), step_name: z.string() }).optional(),
  display: z.object({ title: z.string(), description: z.string() }),
});
export type RequestTask = z.output<typeof RequestTask>;

export const RequestAnswer = z.object({
  task: RequestTask,
  result: z
    .object({
      mode: z.literal('reevaluate'),
      approval: z.object({
        id: z.string(),
        approved_at: z.string(),
        approved_until: z.string(),
        state: z.string(),
      }),
    })
    .optional(),
});
export type RequestAnswer = z.output<typeof RequestAnswer>;

/** Where the state of a request is asked for. */
export const statusEndpoint = (publicUrl: string, id: string): string =>
  `${publicUrl}/access/v1/requests/${id}`;
