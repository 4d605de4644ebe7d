import {
  ACTIONS,
  type Attribute,
  CHANGE,
  CONTEXT,
  type Group,
  PRINCIPAL,
  RESOURCE,
  type Tags,
} from './model';

type Member = Attribute | Tags | Group;

function typeOf(member: Member): string {
  if (member.kind === 'group') return recordOf(member, '  ');
  return member.kind === 'tags' ? member.entity : member.type;
}

function recordOf({ members }: Group, indent = ''): string {
  const lines = Object.entries(members).map(([name, member]) => {
    const isOptional = member.kind === 'value' && member.isOptional;
    const about = member.kind === 'group' ? '' : ` // ${member.about}`;
    return `${indent}  ${name}${isOptional ? '?' : ''}: ${typeOf(member)},${about}\n`;
  });
  return `{\n${lines.join('')}${indent}}`;
}

const tagged = Object.values(CONTEXT.members).filter((member) => member.kind === 'tags');

/** The Cedar schema of our model, as text that people can read too. */
export const SCHEMA_TEXT = `entity User;
entity System;
entity Agent ${recordOf(PRINCIPAL)};
entity Tool in [System] ${recordOf(RESOURCE)};
${tagged.map(({ entity, type }) => `entity ${entity} tags ${type};\n`).join('')}type Call = ${recordOf(CONTEXT)};
action "${CHANGE}";
${ACTIONS.map(
  (name) =>
    `action "${name}"${name === 'read' ? '' : ` in ["${CHANGE}"]`} appliesTo { principal: [Agent], resource: [Tool], context: Call };\n`,
).join('')}`;
