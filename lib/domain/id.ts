/** Prefixes of ids. Agents and systems go by slug, tools by `system/name`. */
export const ID_PREFIXES = {
  user: 'usr',
  passwordLink: 'pwl',
  apiKey: 'key',
  entitlement: 'ent',
  task: 'tsk',
  grant: 'grt',
  decision: 'dec',
  escalation: 'esc',
  verdict: 'vrd',
  deferral: 'dfr',
  stop: 'stp',
  context: 'ctx',
  labelChange: 'lbl',
  auditEvent: 'evt',
  request: 'req',
  writer: 'wrt',
  systemSecret: 'sec',
  issuer: 'iss',
  identity: 'wid',
  credential: 'crd',
  token: 'tok',
  savedView: 'sav',
  reviewSchedule: 'rvs',
  reviewCampaign: 'rvc',
  reviewItem: 'rvi',
  reviewVerdict: 'rvv',
  approverGroup: 'apg',
  approvalRule: 'apr',
  channel: 'chn',
  delivery: 'dlv',
  guardrailCase: 'gcs',
  replay: 'rpl',
} as const;
export type IdPrefix = (typeof ID_PREFIXES)[keyof typeof ID_PREFIXES];

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_LENGTH = 10;
const RANDOM_LENGTH = 16;
/** How much of a task's id its decisions' ids repeat: the time, and enough to keep one task's together. */
const TASK_PART_LENGTH = TIME_LENGTH + 3;

/** What every prefixed id looks like on the wire. */
export const ID_PATTERN = /^[a-z]{3}_[0-9a-hjkmnp-tv-z]{26}$/;

function timePart(atMs: number): string {
  let rest = Math.floor(atMs);
  let text = '';
  for (let i = 0; i < TIME_LENGTH; i += 1) {
    text = ALPHABET[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

/** One character a byte: 5 bits of entropy each. */
function randomPart(bytes: Uint8Array, length: number): string {
  let text = '';
  for (let i = 0; i < length; i += 1) text += ALPHABET[(bytes[i] ?? 0) % 32];
  return text;
}

/**
 * A new id: a ULID (https://github.com/ulid/spec), lower case, behind a prefix that says of what.
 * `atMs` is milliseconds since 1970; `random` must hold at least 16 bytes.
 */
export function newId(prefix: IdPrefix, atMs: number, random: Uint8Array): string {
  return `${prefix}_${timePart(atMs)}${randomPart(random, RANDOM_LENGTH)}`;
}

/**
 * The id of a decision. Its first half is its task's, so the decisions of a task lie together and in the
 * partition of the month in which the task began; `bytes` is random, or derived from the task and the
 * caller's `call_id`, so that the same call meets its first decision again. At least 16 bytes.
 */
export function decisionId(taskId: string | null, atMs: number, bytes: Uint8Array): string {
  if (taskId === null) return newId(ID_PREFIXES.decision, atMs, bytes);
  return `${decisionIdPrefix(taskId)}${randomPart(bytes, TIME_LENGTH + RANDOM_LENGTH - TASK_PART_LENGTH)}`;
}

/** With what the ids of all decisions of a task begin. Other tasks may share it: filter by task too. */
export function decisionIdPrefix(taskId: string): string {
  return `${ID_PREFIXES.decision}_${taskId.slice(4, 4 + TASK_PART_LENGTH)}`;
}

/** The smallest id of that prefix at or after an instant, for ranges over ids. */
export function idAt(prefix: IdPrefix, atMs: number): string {
  return `${prefix}_${timePart(Math.max(0, atMs))}${'0'.repeat(RANDOM_LENGTH)}`;
}

/** A name that people choose: `invoice-bot`. */
export const SLUG_PATTERN = /^[a-z0-9][a-z0-9._-]{0,79}$/;
