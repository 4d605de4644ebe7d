import { expect, test } from 'vitest';
import { passwordRefusal } from './password-rule';

const ana = { email: 'ana.silva@example.com', name: 'Ana Silva Costa' };

test.each(['tall ships sail', 'xK4!mPq9#Lw2', 'двенадцать лун', 'password reset costs a coffee'])(
  '%s may be chosen',
  (password) => {
    expect(passwordRefusal(password, ana)).toBeNull();
  },
);

test.each([
  ['tall ships', 'at least 12'],
  ['\u{1f600}'.repeat(11), 'at least 12'],
  [`tall ships ${'x'.repeat(1024)}`, 'at most 1024'],
  ['aaaaaaaaaaaaaa', 'repeats'],
  ['Password1234!', 'many people'],
  ['123456789012', 'many people'],
  ['qwertyuiopas', 'many people'],
  ['Welcome2026!!', 'many people'],
  ['ana.silva@example.com', 'your name or your address'],
  ['ANA SILVA COSTA', 'your name or your address'],
])('%s is refused: %s', (password, why) => {
  expect(passwordRefusal(password, ana)).toContain(why);
});
