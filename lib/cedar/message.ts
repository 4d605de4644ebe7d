import type { GuardrailInput } from '@/lib/domain/guardrail';
import { actionOf, type CedarValue, principalOf, ROOTS, resourceOf } from './model';
import { wordsOf } from './value';

type Read = (input: GuardrailInput) => CedarValue | undefined;

/** Arguments come from outside: in a sentence they are cut short. */
const MAX_WORDS = 200;
const ENTITIES: Readonly<Record<string, Read>> = {
  principal: principalOf,
  action: actionOf,
  resource: resourceOf,
};

/**
 * A reason's sentence with what it names in braces: `{principal.tier}`, `{action}`,
 * `{context.task.declared}`, `{context.arguments.to}`. Throws for what is not there to be
 * named.
 */
export function compileMessage(template: string): (input: GuardrailInput) => string {
  const parts = template.split(/(\{[^{}]*\})/).filter((part) => part !== '');
  const writes = parts.map((part) => {
    if (!part.startsWith('{')) return () => part;
    const read = readerOf(part.slice(1, -1));
    return (input: GuardrailInput) => {
      const value = read(input);
      return value === undefined ? 'nothing' : wordsOf(value).slice(0, MAX_WORDS);
    };
  });
  if (writes.length === 1 && parts[0] === template && !template.startsWith('{')) return () => template;
  return (input) => writes.map((write) => write(input)).join('');
}

function readerOf(path: string): Read {
  const entity = Object.hasOwn(ENTITIES, path) ? ENTITIES[path] : undefined;
  if (entity !== undefined) return entity;
  const [root = '', ...names] = path.split('.');
  let place = Object.hasOwn(ROOTS, root) ? ROOTS[root] : undefined;
  for (const [i, name] of names.entries()) {
    const member =
      place !== undefined && Object.hasOwn(place.members, name) ? place.members[name] : undefined;
    if (member?.kind === 'group') place = member;
    else if (member?.kind === 'value' && i === names.length - 1) return member.read;
    else if (member?.kind === 'tags' && i < names.length - 1) {
      const tag = names.slice(i + 1).join('.');
      return (input) => member.readTag(input, tag);
    } else break;
  }
  throw new Error(`\`{${path}}\` names nothing that a reason can tell`);
}
