import { describe, expect, it } from 'vitest';
import { CreateReviewScheduleInput, type ReviewScheduleView } from '@/lib/contract/review-schedule';
import { changesBetween, draftDifferences, draftOf, inputOf, newDraft, rebaseDraft } from './schedule-draft';

describe('a schedule in a form', () => {
  it('is, as it begins, one that the contract takes once it has a name', () => {
    expect(CreateReviewScheduleInput.safeParse(inputOf(newDraft('Europe/Berlin'))).success).toBe(false);
    const named = inputOf({ ...newDraft('Europe/Berlin'), name: 'Quarterly' });
    expect(CreateReviewScheduleInput.parse(named)).toMatchObject({
      cadence: { byTier: true },
      covers: { what: ['entitlements', 'ownership'], filter: {} },
      remindBeforeDays: [7, 2],
    });
    expect(named).not.toHaveProperty('startsAt');
  });

  it('keeps what it was made of, so that saving it unchanged changes nothing', () => {
    const schedule = {
      name: 'Quarterly',
      covers: { what: ['entitlements'], filter: { tiers: ['high'], systems: ['crm'] } },
      cadence: { rrule: 'FREQ=MONTHLY;INTERVAL=3' },
      timeZone: 'America/New_York',
      startsAt: new Date('2026-12-01T14:00:00Z'),
      reviewer: { kind: 'people', people: ['ana@example.org'], fallback: { kind: 'role', role: 'admin' } },
      secondReviewer: { kind: 'backup_owner' },
      durationDays: 10,
      graceDays: 2,
      remindBeforeDays: [3],
      onSilence: 'revoke',
    } as unknown as ReviewScheduleView;
    const begun = inputOf(draftOf(schedule));
    expect(begun).toMatchObject({ ...schedule });
    expect(changesBetween(begun, inputOf(draftOf(schedule)))).toEqual({});
    expect(changesBetween(begun, inputOf({ ...draftOf(schedule), durationDays: 20 }))).toEqual({
      durationDays: 20,
    });
  });

  it('that somebody else has changed keeps what was typed, and takes over the rest', () => {
    const begun = { ...newDraft('UTC'), name: 'Quarterly' };
    const mine = { ...begun, name: 'Mine', durationDays: 5 };
    const theirs = { ...begun, name: 'Theirs', onSilence: 'revoke' as const, owners: ['ana@example.org'] };
    expect(draftDifferences(begun, theirs)).toEqual(['name', 'owners', 'onSilence']);
    expect(rebaseDraft(begun, mine, theirs)).toEqual({ ...theirs, name: 'Mine', durationDays: 5 });
    expect(draftDifferences(begun, begun)).toEqual([]);
  });
});
