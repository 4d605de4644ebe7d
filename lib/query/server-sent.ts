/** One message of a stream of server-sent events, as it came. */
export type ServerSent = { event: string; id: string | null; data: string };

/** Parts text that arrives in pieces into messages. A piece may end anywhere, also inside a line. */
export class ServerSentParser {
  #rest = '';

  push(text: string): ServerSent[] {
    const blocks = (this.#rest + text).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    return blocks.flatMap((block) => messageOf(block) ?? []);
  }
}

/** Null for what is not a message: a comment, or the time after which to try again. */
function messageOf(block: string): ServerSent | null {
  const fields: Record<string, string> = {};
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, '');
    fields[name] = name === 'data' && fields.data !== undefined ? `${fields.data}\n${value}` : value;
  }
  if (fields.data === undefined) return null;
  return { event: fields.event ?? 'message', id: fields.id ?? null, data: fields.data };
}
