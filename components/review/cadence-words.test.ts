import { describe, expect, it } from 'vitest';
import { cadenceWords, ruleWords } from './cadence-words';

describe('a rule in words', () => {
  it.each([
    ['FREQ=DAILY', 'every day'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH', 'every 2 weeks on Monday and Thursday'],
    ['FREQ=MONTHLY;BYDAY=1MO', 'every month on the 1st Monday'],
    ['FREQ=MONTHLY;BYDAY=-1FR', 'every month on the last Friday'],
    ['FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=31', 'every 3 months on the 31st'],
    ['RRULE:FREQ=MONTHLY;BYMONTHDAY=-1', 'every month on the last day'],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', 'every year on the 29th in February'],
    ['FREQ=MONTHLY;BYMONTHDAY=11,12,13,22', 'every month on the 11th, 12th, 13th and 22nd'],
    ['FREQ=YEARLY;COUNT=1', 'every year, once'],
  ])('%s is %s', (rule, words) => {
    expect(ruleWords(rule)).toBe(words);
  });

  it('says nothing rather than less than the rule does', () => {
    for (const rule of [
      'FREQ=MONTHLY;BYSETPOS=2;BYDAY=MO',
      'FREQ=DAILY;UNTIL=20270101T000000Z',
      'FREQ=SECONDLY',
      'x',
    ]) {
      expect(ruleWords(rule), rule).toBeNull();
    }
  });

  it('shows the rule itself where there are no words for it', () => {
    expect(cadenceWords({ rrule: 'FREQ=DAILY;BYHOUR=9' })).toBe('FREQ=DAILY;BYHOUR=9');
    expect(cadenceWords({ byTier: true })).toBe('daily, those due by their tier');
    expect(cadenceWords({ events: ['owner_left'] })).toBe('when: an owner has left');
  });
});
