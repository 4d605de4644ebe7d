/** How long a session lives without a request. Its absolute end stands in its row. */
export const SESSION_IDLE_MINUTES = 30;

export const SESSION_STATES = ['live', 'idle', 'expired', 'ended'] as const;
export type SessionState = (typeof SESSION_STATES)[number];

type Times = { lastSeenAt: Date; expiresAt: Date; endedAt: Date | null };

/** How a session stands at `now`. Only a live one opens anything. */
export function sessionStateAt({ lastSeenAt, expiresAt, endedAt }: Times, now: Date): SessionState {
  if (endedAt !== null) return 'ended';
  if (expiresAt <= now) return 'expired';
  return now.getTime() - lastSeenAt.getTime() >= SESSION_IDLE_MINUTES * 60_000 ? 'idle' : 'live';
}
