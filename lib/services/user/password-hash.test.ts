import { expect, test } from 'vitest';
import { hashPassword, isPassword, MOST_PASSWORD_BYTES } from './password-hash';

test('a hash carries its parameters, has a salt of its own, and fits its password alone', async () => {
  const [one, other] = await Promise.all([hashPassword('tall ships sail'), hashPassword('tall ships sail')]);
  expect(one).toMatch(/^scrypt\$ln=15,r=8,p=1\$/);
  expect(one).not.toBe(other);
  expect(one).not.toContain('tall');
  expect(await isPassword('tall ships sail', one)).toBe(true);
  expect(await isPassword('tall ships sai1', one)).toBe(false);
  expect(await isPassword('', one)).toBe(false);
});

test('accents fit however the keyboard composed them', async () => {
  expect(await isPassword('caf\u00e9 au lait', await hashPassword('cafe\u0301 au lait'))).toBe(true);
});

test('no password fits where there is no hash, or one of another kind', async () => {
  expect(await isPassword('tall ships sail', null)).toBe(false);
  expect(await isPassword('tall ships sail', '$2b$10$abcdefghijklmnopqrstuv')).toBe(false);
  expect(await isPassword('tall ships sail', '')).toBe(false);
});

test('what is longer than the cap is never hashed', async () => {
  const long = 'x'.repeat(MOST_PASSWORD_BYTES + 1);
  await expect(hashPassword(long)).rejects.toThrow('too long');
  expect(await isPassword(long, await hashPassword('tall ships sail'))).toBe(false);
});
