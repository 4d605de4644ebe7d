/**
 * For how long, in days, what nothing refers to any more is kept after its end, by table. None of it is a record:
 * decisions, outcome reports, audit events and checkpoints are kept for ever.
 */
export const KEPT_DAYS = {
  sign_in_failures: 1,
  idempotency_keys: 3,
  password_links: 30,
  spent_jtis: 1 / 24,
  issued_tokens: 30,
  sessions: 30,
  outbox_events: 90,
  callback_deliveries: 90,
} as const;
export type TidiedTable = keyof typeof KEPT_DAYS;
