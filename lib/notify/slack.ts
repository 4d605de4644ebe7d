import type { Notice } from '@/lib/domain/notice';

/** Slack reads these three as markup; everything else is text. */
const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const MOST_HEADER = 150;

/** A message of an incoming webhook. Its button is a link: chats decide nothing. */
export function slackMessage({ title, facts, sentences, link }: Notice): object {
  return {
    text: escaped(title),
    unfurl_links: false,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title.slice(0, MOST_HEADER), emoji: false } },
      section(facts.map(({ label, value }) => `*${label}:* ${quoted(value)}`).join('\n')),
      ...(sentences.length === 0 ? [] : [section(escaped(sentences.join(' ')))]),
      {
        type: 'actions',
        elements: [{ type: 'button', text: { type: 'plain_text', text: link.text }, url: link.href }],
      },
    ],
  };
}

/** Asterisks and the like would be markup, so that an agent's words could look like ours. */
const quoted = (value: string): string => escaped(value).replace(/([*_~`])/g, '\u200b$1');
