import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { COLOUR_BLINDNESS, type ColourBlindness, contrast, distance } from './colour-math';
import { COLOURS, type Colour, OUTCOME_FILLS, type Theme } from './tokens';

const THEMES = ['light', 'dark'] as const satisfies readonly Theme[];
const SIGHTS = ['full', ...(Object.keys(COLOUR_BLINDNESS) as ColourBlindness[])] as const;
const TEXT_COLOURS = ['ink', 'muted', 'faint', 'accent'] as const satisfies readonly Colour[];
const SURFACES = ['canvas', 'raised', 'sunken', 'hover'] as const satisfies readonly Colour[];
const MEANINGS = ['allow', 'escalate', 'deny', 'unknown', 'stop'] as const;

test('the stylesheet has exactly the colours of the token file', () => {
  const css = readFileSync(new URL('../../app/globals.css', import.meta.url), 'utf8');
  const written = [...css.matchAll(/--color-([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g)];
  expect(Object.fromEntries(written.map(([, name, light, dark]) => [name, { light, dark }]))).toEqual(
    COLOURS,
  );
});

describe.each(THEMES)('in the %s theme', (theme) => {
  const of = (name: Colour) => COLOURS[name][theme];

  for (const surface of SURFACES) {
    test.each([...TEXT_COLOURS, ...MEANINGS.map((meaning) => `${meaning}-text` as const)])(
      `%s can be read on ${surface}`,
      (text) => {
        expect(contrast(of(text), of(surface))).toBeGreaterThanOrEqual(4.5);
      },
    );
  }

  test.each(MEANINGS)('%s can be read as text on its own tint', (meaning) => {
    expect(contrast(of(`${meaning}-text`), of(`${meaning}-tint`))).toBeGreaterThanOrEqual(4.5);
  });

  test('accent can be read on its own tint', () => {
    expect(contrast(of('accent'), of('accent-tint'))).toBeGreaterThanOrEqual(4.5);
  });

  test('words on a solid button can be read', () => {
    expect(contrast(of('canvas'), of('ink'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of('canvas'), of('stop'))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(SURFACES.filter((surface) => surface !== 'hover'))('edges of controls show on %s', (surface) => {
    expect(contrast(of('edge'), of(surface))).toBeGreaterThanOrEqual(3);
  });

  test.each(['allow', 'escalate-line', 'deny', 'unknown', 'stop'] as const)('%s shows in a chart', (fill) => {
    expect(contrast(of(fill), of('canvas'))).toBeGreaterThanOrEqual(3);
    expect(contrast(of(fill), of('raised'))).toBeGreaterThanOrEqual(3);
  });

  const pairs = OUTCOME_FILLS.flatMap((one, at) => OUTCOME_FILLS.slice(at + 1).map((other) => [one, other]));
  describe.each(SIGHTS)('with %s sight', (sight) => {
    test.each(pairs as [Colour, Colour][])('%s and %s stay apart', (one, other) => {
      expect(distance(of(one), of(other), sight)).toBeGreaterThanOrEqual(24);
    });
  });
});
