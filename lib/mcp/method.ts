/** How the gateway treats a method. What is not in this table is denied. */
export type Treatment =
  /** Answered by the gateway itself, to whoever may ask here at all. */
  | { by: 'gateway' }
  /** Decided like a call of this tool of the system, then sent on with these members of `params`. */
  | { by: 'decision'; tool: string; members: readonly string[]; subject: string | null };

const decided = (
  tool: string,
  members: readonly string[] = [],
  subject: string | null = null,
): Treatment => ({
  by: 'decision',
  tool,
  members,
  subject,
});

/**
 * Every method that the gateway knows. Those beside `tools/call` are tools of the system by a name that no
 * tool of the server's can have here, and somebody must have registered and reviewed them.
 */
export const METHODS: Readonly<Record<string, Treatment>> = {
  initialize: { by: 'gateway' },
  ping: { by: 'gateway' },
  'server/discover': { by: 'gateway' },
  'tools/list': { by: 'gateway' },
  'resources/list': decided('resources.list', ['cursor']),
  'resources/templates/list': decided('resources.templates.list', ['cursor']),
  'resources/read': decided('resources.read', ['uri'], 'uri'),
  'resources/subscribe': decided('resources.subscribe', ['uri'], 'uri'),
  'resources/unsubscribe': decided('resources.unsubscribe', ['uri'], 'uri'),
  'prompts/list': decided('prompts.list', ['cursor']),
  'prompts/get': decided('prompts.get', ['name', 'arguments'], 'name'),
  'completion/complete': decided('completion.complete', ['ref', 'argument', 'context']),
  'logging/setLevel': decided('logging.setLevel', ['level']),
};

/** Names that stand for a method: a server's own tool of such a name is not taken for it. */
export const METHOD_TOOLS: ReadonlySet<string> = new Set(
  Object.values(METHODS).flatMap((one) => (one.by === 'decision' ? [one.tool] : [])),
);

/** Client notifications that pass, by method. The rest is accepted and goes nowhere. */
export const CANCELLED = 'notifications/cancelled';
