import { createTransport } from 'nodemailer';
import type { Notice } from '@/lib/domain/notice';
import type { MailSettings } from '@/lib/environment';
import { bounded, type Sent } from './sent';

export type Mail = {
  to: string;
  notice: Notice;
  /** Mail programs put together what follows the same message under the same subject. */
  subject: string;
  /** The same for every try, so that a mail server can tell that it has had it. */
  messageId: string;
  /** The message that this one follows. */
  inReplyTo: string | null;
};

const CONNECT_MS = 5000;
const SILENCE_MS = 10_000;
const WHOLE_MS = 20_000;

/** Sends one e-mail through the mail server of the environment. */
export async function sendMail(settings: MailSettings, mail: Mail): Promise<Sent> {
  const transport = createTransport({
    url: settings.url,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  let clock: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    clock = setTimeout(() => reject(new Error(`the mail server took more than ${WHOLE_MS} ms`)), WHOLE_MS);
  });
  try {
    const info = await Promise.race([transport.sendMail(messageOf(settings, mail)), late]);
    return { isDelivered: true, error: null, reply: bounded(String(info.response ?? '')) };
  } catch (error) {
    const { message, response } = error as Error & { response?: string };
    return {
      isDelivered: false,
      error: bounded(message),
      reply: response === undefined ? null : bounded(response),
    };
  } finally {
    clearTimeout(clock);
    transport.close();
  }
}

function messageOf({ from }: MailSettings, { to, notice, subject, messageId, inReplyTo }: Mail) {
  return {
    from,
    to,
    subject,
    text: plainText(notice),
    html: htmlText(notice),
    messageId,
    ...(inReplyTo !== null && { inReplyTo, references: inReplyTo }),
    // Nobody's holiday note is to come back.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  };
}

export const plainText = ({ title, facts, sentences, link }: Notice): string =>
  [
    title,
    '',
    ...facts.map(({ label, value }) => `${label}: ${value}`),
    '',
    ...sentences,
    ...(sentences.length === 0 ? [] : ['']),
    `${link.text}: ${link.href}`,
    '',
  ].join('\n');

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => ENTITIES[one] ?? one);

export const htmlText = ({ title, facts, sentences, link }: Notice): string =>
  `<!doctype html><html lang="en"><body><h1 style="font-size:18px">${escaped(title)}</h1><table>${facts
    .map(
      ({ label, value }) =>
        `<tr><th align="left" valign="top">${escaped(label)}</th><td>${escaped(value)}</td></tr>`,
    )
    .join('')}</table>${sentences.map((text) => `<p>${escaped(text)}</p>`).join('')}<p><a href="${escaped(
    link.href,
  )}">${escaped(link.text)}</a></p></body></html>`;
