import type { Notice } from '@/lib/domain/notice';

/** Cards read Markdown in their texts. */
const escaped = (text: string): string => text.replace(/([\\*_[\]()`#~<>])/g, '\\$1');

/** A message of a Teams workflow: an adaptive card, whose one action opens the console. */
export function teamsMessage({ title, facts, sentences, link }: Notice): object {
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            { type: 'TextBlock', size: 'medium', weight: 'bolder', wrap: true, text: escaped(title) },
            {
              type: 'FactSet',
              facts: facts.map(({ label, value }) => ({ title: label, value: escaped(value) })),
            },
            ...sentences.map((text) => ({ type: 'TextBlock', wrap: true, text: escaped(text) })),
          ],
          actions: [{ type: 'Action.OpenUrl', title: link.text, url: link.href }],
        },
      },
    ],
  };
}
