import { expect, test } from 'vitest';
import { ServerSentParser } from './server-sent';

const TEXT =
  'retry: 2000\n\n: a comment\n\nid: a1\nevent: decision\ndata: {"at":"12:00"}\n\nevent: heartbeat\ndata: {}\n\n';
const MESSAGES = [
  { event: 'decision', id: 'a1', data: '{"at":"12:00"}' },
  { event: 'heartbeat', id: null, data: '{}' },
];

test('messages are told, comments and times are not', () => {
  expect(new ServerSentParser().push(TEXT)).toEqual(MESSAGES);
});

test('it does not matter where the pieces end', () => {
  for (let cut = 1; cut < TEXT.length; cut += 1) {
    const parser = new ServerSentParser();
    const told = [...parser.push(TEXT.slice(0, cut)), ...parser.push(TEXT.slice(cut))];
    expect(told).toEqual(MESSAGES);
  }
});

test('data over several lines is one text', () => {
  expect(new ServerSentParser().push('data: one\ndata: two\n\n')).toEqual([
    { event: 'message', id: null, data: 'one\ntwo' },
  ]);
});
