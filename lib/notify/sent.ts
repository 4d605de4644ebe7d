/** What came of one try. The reply is what the other side said, as it said it, but not all of it. */
export type Sent = { isDelivered: boolean; error: string | null; reply: string | null };

const MOST_REPLY = 2000;

/** The beginning of a reply, in characters that can be stored and shown. */
export const bounded = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[^\P{Cc}\n\t]/gu, '\uFFFD')
    .slice(0, MOST_REPLY);
