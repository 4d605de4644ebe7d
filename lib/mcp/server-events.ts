import type { Readable } from 'node:stream';
import { RpcFailure } from './rpc-failure';
import { MAX_MESSAGE_BYTES } from './upstream';

/** The data of each server-sent event in a stream, as it comes. Ends with the stream; bounded an event. */
export async function* eventData(body: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let data: string[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    rest += decoder.decode(chunk, { stream: true });
    size += chunk.length;
    if (size > MAX_MESSAGE_BYTES) throw new RpcFailure('upstream', 'the server sent too large a message');
    // A CR at the very end may be the first half of CRLF.
    const isOpen = rest.endsWith('\r');
    const lines = (isOpen ? rest.slice(0, -1) : rest).split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? '') + (isOpen ? '\r' : '');
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) yield data.join('\n');
        data = [];
        size = rest.length;
      } else if (line.startsWith('data:')) data.push(line.slice(line.startsWith('data: ') ? 6 : 5));
    }
  }
}
