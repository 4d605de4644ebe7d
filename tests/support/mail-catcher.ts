import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';

/** An e-mail as it came in over the wire. */
export type CaughtMail = {
  from: string;
  to: string[];
  headers: Record<string, string>;
  text: string;
  html: string;
};

export type MailCatcher = {
  /** For `CORDON_SMTP_URL`. */
  url: string;
  mails: CaughtMail[];
  /** What the next transactions are answered instead of being taken, one each. */
  refuse(...answers: string[]): void;
  close(): Promise<void>;
};

/** A mail server that takes everything and keeps it: real SMTP on a free port of this machine. */
export async function openMailCatcher(port = 0): Promise<MailCatcher> {
  const mails: CaughtMail[] = [];
  const refusals: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    converse(socket, { keep: (mail) => mails.push(mail), nextRefusal: () => refusals.shift() });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    refuse: (...answers) => refusals.push(...answers),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

type Keeper = { keep: (mail: CaughtMail) => void; nextRefusal: () => string | undefined };

function converse(socket: Socket, { keep, nextRefusal }: Keeper): void {
  let rest = '';
  let data: string | null = null;
  let envelope = { from: '', to: [] as string[] };
  const say = (line: string) => socket.write(`${line}\r\n`);
  const address = (line: string) => /<([^>]*)>/.exec(line)?.[1] ?? '';

  const onLine = (line: string) => {
    if (data !== null) {
      if (line !== '.') {
        data += `${line.startsWith('.') ? line.slice(1) : line}\r\n`;
        return;
      }
      keep({ ...envelope, ...parseMail(data) });
      data = null;
      envelope = { from: '', to: [] };
      say('250 2.0.0 taken');
      return;
    }
    const word = line.slice(0, 4).toUpperCase();
    if (word === 'EHLO') say('250-catcher\r\n250 8BITMIME');
    else if (word === 'HELO') say('250 catcher');
    else if (word === 'MAIL') {
      const refusal = nextRefusal();
      if (refusal !== undefined) return void say(refusal);
      envelope = { from: address(line), to: [] };
      say('250 2.1.0 ok');
    } else if (word === 'RCPT') {
      envelope.to.push(address(line));
      say('250 2.1.5 ok');
    } else if (word === 'DATA') {
      data = '';
      say('354 go on');
    } else if (word === 'QUIT') {
      say('221 bye');
      socket.end();
    } else say('250 ok');
  };

  socket.setEncoding('utf8');
  socket.on('data', (chunk) => {
    const lines = (rest + chunk).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  say('220 catcher ESMTP');
}

function parseMail(raw: string): Pick<CaughtMail, 'headers' | 'text' | 'html'> {
  const { headers, body } = parsePart(raw);
  const boundary = /boundary="?([^";]+)"?/.exec(headers['content-type'] ?? '')?.[1];
  const parts =
    boundary === undefined ? [raw] : body.split(`--${boundary}`).map((part) => part.replace(/^\r\n/, ''));
  const find = (type: string): string => {
    for (const part of parts) {
      const { headers: own, body: text } = parsePart(part);
      if (own['content-type']?.startsWith(type)) return decoded(text, own['content-transfer-encoding'] ?? '');
    }
    return '';
  };
  return { headers, text: find('text/plain'), html: find('text/html') };
}

function parsePart(raw: string): { headers: Record<string, string>; body: string } {
  const end = raw.indexOf('\r\n\r\n');
  const head = (end === -1 ? raw : raw.slice(0, end)).replace(/\r\n[ \t]+/g, ' ');
  const headers = Object.fromEntries(
    head
      .split('\r\n')
      .map((line) => line.split(/:\s*(.*)/s))
      .map(([name = '', value = '']) => [name.toLowerCase(), encodedWords(value)]),
  );
  return { headers, body: end === -1 ? '' : raw.slice(end + 4) };
}

const encodedWords = (text: string): string =>
  text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(word, 'base64').toString()
        : quotedPrintable(word.replace(/_/g, ' ')),
    );

const quotedPrintable = (text: string): string =>
  Buffer.from(
    text
      .replace(/=\r\n/g, '')
      .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString();

function decoded(text: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(text, 'base64').toString();
  return encoding === 'quoted-printable' ? quotedPrintable(text) : text;
}
