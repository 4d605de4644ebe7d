import { expect, test } from 'vitest';
import { purposeOf, readAgentCard } from './agent-card';
import { slugOf } from './slug';

const skills = [{ id: 'route', name: 'Route planner', description: 'Plans routes', tags: ['maps'] }];
const common = {
  name: 'GeoSpatial Agent',
  description: 'Plans routes and draws maps.',
  version: '1.2.0',
  skills,
};

test('reads a card of A2A 0.3', () => {
  const card = readAgentCard({
    ...common,
    protocolVersion: '0.3.0',
    url: 'https://geo.example.com/a2a/v1',
    preferredTransport: 'JSONRPC',
    provider: { organization: 'Geo Inc.', url: 'https://geo.example.com' },
    capabilities: {},
    defaultInputModes: ['text/plain'],
    defaultOutputModes: ['text/plain'],
  });
  expect(card).toEqual({
    name: 'GeoSpatial Agent',
    description: 'Plans routes and draws maps.',
    version: '1.2.0',
    protocol: '0.3.0',
    url: 'https://geo.example.com/a2a/v1',
    provider: 'Geo Inc.',
    skills: ['Route planner'],
    isSigned: false,
  });
});

test('reads a card of A2A 1.0, whose preferred interface stands first', () => {
  const card = readAgentCard({
    ...common,
    supportedInterfaces: [
      { url: 'https://geo.example.com/a2a', protocolBinding: 'JSONRPC', protocolVersion: '1.0' },
      { url: 'https://geo.example.com/grpc', protocolBinding: 'GRPC', protocolVersion: '1.0' },
    ],
    signatures: [{ protected: 'e30', signature: 'x' }],
  });
  expect(card).toMatchObject({
    url: 'https://geo.example.com/a2a',
    protocol: '1.0',
    isSigned: true,
    provider: null,
  });
});

const wrong = [
  { name: 'no object', card: ['x'], says: 'JSON object' },
  { name: 'no name', card: { ...common, name: ' ', url: 'https://x' }, says: '`name`' },
  { name: 'no description', card: { ...common, description: 7, url: 'https://x' }, says: '`description`' },
  { name: 'no skills', card: { ...common, skills: undefined, url: 'https://x' }, says: '`skills`' },
  { name: 'no address', card: common, says: '`url`' },
];
for (const { name, card, says } of wrong) {
  test(`a card with ${name} is none`, () =>
    expect(readAgentCard(card)).toEqual({ problem: expect.stringContaining(says) }));
}

test('the purpose is what the card says of itself, within bounds', () => {
  const card = readAgentCard({ ...common, url: 'https://x' });
  if ('problem' in card) throw new Error(card.problem);
  expect(purposeOf(card)).toBe('Plans routes and draws maps.\nSkills: Route planner.');
  expect(purposeOf({ ...card, description: 'x'.repeat(3000) })).toHaveLength(2000);
});

test('a name makes an id, or none', () => {
  expect(slugOf('Invoice Bot 2')).toBe('invoice-bot-2');
  expect(slugOf('  Café · Ünïon ')).toBe('cafe-union');
  expect(slugOf('…')).toBe('');
  expect(slugOf(`${'a'.repeat(79)} b`)).toBe('a'.repeat(79));
});
