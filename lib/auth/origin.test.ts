import { expect, test } from 'vitest';
import { crossSiteRefusal } from './origin';

const CONSOLE = 'https://cordon.example';
const post = { method: 'POST', secFetchSite: null, origin: null };

test.each([
  { name: 'a read from anywhere', asked: { ...post, method: 'GET' } },
  { name: 'a change that the browser calls same-origin', asked: { ...post, secFetchSite: 'same-origin' } },
  { name: 'a change with exactly our origin', asked: { ...post, origin: CONSOLE } },
])('$name may pass', ({ asked }) => {
  expect(crossSiteRefusal(asked, CONSOLE)).toBeNull();
});

test.each([
  { name: 'says nothing', asked: post },
  { name: 'has the origin null', asked: { ...post, origin: 'null' } },
  { name: 'has another origin', asked: { ...post, origin: 'https://evil.example' } },
  { name: 'has our host with another scheme', asked: { ...post, origin: 'http://cordon.example' } },
  { name: 'has our host with another port', asked: { ...post, origin: `${CONSOLE}:8443` } },
  { name: 'has an origin that begins with ours', asked: { ...post, origin: `${CONSOLE}.evil.example` } },
  { name: 'comes from a sibling domain', asked: { ...post, secFetchSite: 'same-site' } },
  { name: 'comes from another site', asked: { ...post, secFetchSite: 'cross-site' } },
  {
    name: 'claims our origin against the browser',
    asked: { ...post, secFetchSite: 'cross-site', origin: CONSOLE },
  },
  { name: 'was typed into the address bar', asked: { ...post, secFetchSite: 'none' } },
  { name: 'is a DELETE that says nothing', asked: { ...post, method: 'DELETE' } },
])('a change that $name is refused', ({ asked }) => {
  expect(crossSiteRefusal(asked, CONSOLE)).toEqual(expect.any(String));
});
