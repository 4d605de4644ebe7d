import { encode } from 'next-auth/jwt';
import { expect, test } from 'vitest';
import { cookieOf, cookieOptions, openCookie, sessionCookieName, sessionSecretIn } from './cookie';

const SECRET = 'a secret of more than thirty-two bytes';
const sid = 'A'.repeat(43);

test('over TLS the cookie is bound to its host', () => {
  expect(sessionCookieName('https://cordon.example')).toBe('__Host-cordon.session');
  expect(cookieOptions('https://cordon.example')).toEqual({
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: true,
  });
  expect(sessionCookieName('http://127.0.0.1:3000')).toBe('cordon.session');
});

test('a cookie is found by its whole name', () => {
  expect(cookieOf('a=1; cordon.session=x=y; b=2', 'cordon.session')).toBe('x=y');
  expect(cookieOf('xcordon.session=1; cordon.session.0=2', 'cordon.session')).toBeNull();
  expect(cookieOf('cordon.session=', 'cordon.session')).toBeNull();
  expect(cookieOf(null, 'cordon.session')).toBeNull();
});

test('a sealed cookie opens with the secret that sealed it', async () => {
  const value = await encode({ token: { sid }, secret: SECRET });
  expect(await openCookie(value, SECRET)).toBe(sid);
});

test.each([
  { name: 'sealed with another secret', make: () => encode({ token: { sid }, secret: `${SECRET}!` }) },
  { name: 'expired', make: () => encode({ token: { sid }, secret: SECRET, maxAge: -60 }) },
  {
    name: 'sealed for another purpose',
    make: () => encode({ token: { sid }, secret: SECRET, salt: 'state' }),
  },
  { name: 'without a session secret', make: () => encode({ token: { sub: 'usr_1' }, secret: SECRET }) },
  { name: 'no token at all', make: async () => 'garbage' },
  { name: 'empty', make: async () => '' },
])('a cookie that is $name opens to nothing', async ({ make }) => {
  expect(await openCookie(await make(), SECRET)).toBeNull();
});

test.each([
  null,
  undefined,
  'text',
  {},
  { sid: 7 },
  { sid: [sid] },
  { sid: `${sid}x` },
  { message: 'error' },
])('%j holds no session secret', (token) => {
  expect(sessionSecretIn(token)).toBeNull();
});
