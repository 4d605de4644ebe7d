import type { StopView } from '@/lib/contract/stop';

/** What a stop covers, as part of a sentence: "every call of …". */
export function targetWords({ kind, id }: StopView['target'], name?: string): string {
  const of = name ?? id ?? '';
  switch (kind) {
    case 'everything':
      return 'everything';
    case 'tier':
      return `all agents of tier ${of}`;
    case 'owner':
      return `all agents of ${of}`;
    default:
      return of;
  }
}
