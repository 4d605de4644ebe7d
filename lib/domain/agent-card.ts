/** What of an A2A agent card (0.3 or 1.0) says something about an agent. */
export type AgentCard = {
  name: string;
  description: string;
  version: string | null;
  protocol: string | null;
  url: string | null;
  provider: string | null;
  skills: readonly string[];
  isSigned: boolean;
};

/** Where a server says its card (RFC 8615). */
export const CARD_PATH = '/.well-known/agent-card.json';

const MAX_PURPOSE = 2000;

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null;

/**
 * Reads a card of A2A 0.3 (`url`, `protocolVersion`) or 1.0 (`supportedInterfaces`, the preferred one first). A
 * card is what an agent says of itself: nothing in it is a permission, and its signatures are not verified here.
 * Answers why not, in one sentence, when it is none.
 */
export function readAgentCard(value: unknown): AgentCard | { problem: string } {
  if (!isObject(value)) return { problem: 'it is no JSON object' };
  const name = textOf(value.name);
  const description = textOf(value.description);
  if (name === null) return { problem: 'it has no `name`' };
  if (description === null) return { problem: 'it has no `description`' };
  if (!Array.isArray(value.skills)) return { problem: 'it has no list of `skills`' };
  const listed = Array.isArray(value.supportedInterfaces) ? value.supportedInterfaces[0] : undefined;
  const preferred = isObject(listed) ? listed : {};
  const url = textOf(preferred.url) ?? textOf(value.url);
  if (url === null) return { problem: 'it has neither `supportedInterfaces` nor a `url`' };
  return {
    name,
    description,
    version: textOf(value.version),
    protocol: textOf(preferred.protocolVersion) ?? textOf(value.protocolVersion),
    url,
    provider: isObject(value.provider) ? textOf(value.provider.organization) : null,
    skills: value.skills.flatMap((skill) =>
      isObject(skill) ? (textOf(skill.name) ?? textOf(skill.id) ?? []) : [],
    ),
    isSigned: Array.isArray(value.signatures) && value.signatures.length > 0,
  };
}

/** What an agent with this card is for: its own words, and what it says it can do. */
export function purposeOf({ description, skills, provider }: AgentCard): string {
  const parts = [
    description,
    ...(skills.length === 0 ? [] : [`Skills: ${skills.join(', ')}.`]),
    ...(provider === null ? [] : [`From ${provider}.`]),
  ];
  const text = parts.join('\n');
  return text.length > MAX_PURPOSE ? `${text.slice(0, MAX_PURPOSE - 1)}…` : text;
}
