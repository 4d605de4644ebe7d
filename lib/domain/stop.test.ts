import { describe, expect, test } from 'vitest';
import { confirmableUntil, releaseRefusal, releaseStep, stopStateAt } from './stop';

const now = new Date('2026-11-24T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const everything = { kind: 'everything', releasedAt: null, request: null } as const;
const asked = { ...everything, request: { personId: 'usr_kim', givenTo: null, at: minutesAgo(5) } };
const as = (personId: string | null, givenTo: string | null = null) => ({ personId, givenTo });

describe('INVARIANT (two-persons): releasing everything', () => {
  test('is asked for by the first person, and confirmed by another', () => {
    expect(releaseRefusal(everything, as('usr_kim'), now)).toBeNull();
    expect(releaseStep(everything, now)).toBe('request');
    expect(releaseRefusal(asked, as('usr_lee'), now)).toBeNull();
    expect(releaseStep(asked, now)).toBe('confirm');
    expect(releaseRefusal(asked, as('usr_lee', 'usr_lee'), now)).toBeNull();
    expect(stopStateAt(asked, now)).toBe('release_requested');
  });

  const refused = [
    { name: 'the same person', stop: asked, person: 'usr_kim', code: 'needs_second_person' },
    {
      name: 'the first confirms with a key that they made for somebody else',
      stop: asked,
      person: 'usr_lee',
      givenTo: 'usr_kim',
      code: 'needs_second_person',
    },
    {
      name: 'the first has asked with a key that they made for somebody else',
      stop: { ...asked, request: { ...asked.request, givenTo: 'usr_lee' } },
      person: 'usr_lee',
      code: 'needs_second_person',
    },
    {
      name: 'one person holds the keys of two others',
      stop: { ...asked, request: { ...asked.request, givenTo: 'usr_max' } },
      person: 'usr_lee',
      givenTo: 'usr_max',
      code: 'needs_second_person',
    },
    { name: 'nobody asks', stop: everything, person: null, code: 'needs_person' },
    { name: 'nobody confirms', stop: asked, person: null, code: 'needs_person' },
    {
      name: 'it is released',
      stop: { ...asked, releasedAt: now },
      person: 'usr_lee',
      code: 'already_released',
    },
  ];
  for (const { name, stop, person, givenTo = null, code } of refused) {
    test(`is refused when ${name}`, () => {
      expect(releaseRefusal(stop, as(person, givenTo), now)?.code).toBe(code);
    });
  }

  test('a request is worth nothing from the end of its hour on', () => {
    const late = { ...everything, request: { personId: 'usr_kim', givenTo: null, at: minutesAgo(60) } };
    expect(confirmableUntil(late.request)).toEqual(now);
    expect(stopStateAt(late, now)).toBe('in_force');
    expect(releaseStep(late, now)).toBe('request');
    expect(releaseRefusal(late, as('usr_kim'), now)).toBeNull();
  });

  test('every other stop is released by one, also by a key of nobody’s', () => {
    const agent = { kind: 'agent', releasedAt: null, request: null } as const;
    expect(releaseStep(agent, now)).toBe('release');
    expect(releaseRefusal(agent, as(null), now)).toBeNull();
  });
});
