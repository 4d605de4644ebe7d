import { expect, test } from 'vitest';
import { proposeClassification, proposeSensitiveArguments } from './annotation';

const worst = { actionClass: 'admin', sensitivity: 'restricted', returnsUntrusted: true, reversible: false };
const rows = [
  { name: 'no annotations', annotations: null, proposed: worst },
  { name: 'only a title', annotations: { title: 'Harmless' }, proposed: worst },
  { name: 'hints of another type', annotations: { readOnlyHint: 'true' }, proposed: worst },
  {
    name: 'reads here',
    annotations: { readOnlyHint: true, openWorldHint: false },
    proposed: { actionClass: 'read', sensitivity: 'internal', returnsUntrusted: false, reversible: true },
  },
  {
    name: 'reads the open world',
    annotations: { readOnlyHint: true },
    proposed: { actionClass: 'read', sensitivity: 'internal', returnsUntrusted: true, reversible: true },
  },
  {
    name: 'changes, and does not say that it spares anything',
    annotations: { readOnlyHint: false },
    proposed: { actionClass: 'delete', sensitivity: 'internal', returnsUntrusted: true, reversible: false },
  },
  {
    name: 'adds, to the open world',
    annotations: { destructiveHint: false },
    proposed: { actionClass: 'send', sensitivity: 'internal', returnsUntrusted: true, reversible: true },
  },
  {
    name: 'adds, here',
    annotations: { destructiveHint: false, openWorldHint: false },
    proposed: { actionClass: 'write', sensitivity: 'internal', returnsUntrusted: false, reversible: true },
  },
] as const;

for (const { name, annotations, proposed } of rows) {
  test(`what is proposed for a tool: ${name}`, () => {
    expect(proposeClassification(annotations, 'internal')).toEqual(proposed);
  });
}

test('arguments that say where something goes are proposed as sensitive', () => {
  expect(proposeSensitiveArguments(['query', 'url', 'To', 'total', 'path'])).toEqual(['To', 'path', 'url']);
});
