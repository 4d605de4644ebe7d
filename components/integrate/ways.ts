import { INTEGRATE_WAYS, type IntegrateWay } from '@/lib/paths';

/** Whose calls of what, on which Cordon: what the commands are filled in with. */
export type Place = { origin: string; agent: string; tool: string };

/** One text to copy; `file` where it is kept in one. */
export type Snippet = { label: string; file?: string; text: string };

export type Way = {
  label: string;
  /** What it is for, and what it cannot do. */
  about: string;
  snippets: (place: Place) => readonly Snippet[];
};

const systemOf = (tool: string): string => tool.split('/')[0] ?? tool;
const nameOf = (tool: string): string => tool.split('/').slice(1).join('/');
const take = (origin: string, ...files: string[]): string =>
  files.map((file) => `curl -fsSO ${origin}/pep/${file}`).join('\n');

/** A key for what asks, and a task to ask within. */
export const firstSteps = ({ origin, agent, tool }: Place): readonly Snippet[] => [
  {
    label: 'A key and a task',
    text: `# CORDON_ADMIN is a key of yours from Settings, API keys
export CORDON_KEY=$(curl -fsS ${origin}/api/v1/api-keys -H "authorization: Bearer $CORDON_ADMIN" \\
  -H 'content-type: application/json' \\
  -d '{"name": "${agent} asks", "roles": ["pep"], "agents": ["${agent}"], "systems": ["${systemOf(tool)}"]}' \\
  | sed 's/.*"key":"\\([^"]*\\)".*/\\1/')
export CORDON_AGENT=${agent}
export CORDON_TASK=$(curl -fsS ${origin}/api/v1/tasks -H "authorization: Bearer $CORDON_KEY" \\
  -H 'content-type: application/json' \\
  -d '{"agent": "${agent}", "purpose": "Say what it works on", "ttlSeconds": 600, "actionClasses": ["read"]}' \\
  | sed 's/.*"id":"\\(tsk_[^"]*\\)".*/\\1/')`,
  },
];

export const WAYS: Record<IntegrateWay, Way> = {
  code: {
    label: 'In your code',
    about:
      'One file without dependencies, for JavaScript and TypeScript or for Python. What it runs is exactly what was decided, what came of it is reported, and no answer means no.',
    snippets: ({ origin, tool }) => [
      { label: 'Take the client', text: take(origin, 'cordon-pep.mjs', 'cordon-pep.d.mts', 'cordon_pep.py') },
      {
        label: 'JavaScript',
        file: 'agent.mjs',
        text: `import { Cordon, CordonDenied } from './cordon-pep.mjs';

const { CORDON_KEY: key, CORDON_AGENT: agent, CORDON_TASK: task } = process.env;
const cordon = new Cordon({ key, agent, task });
try {
  const call = { tool: '${tool}', arguments: { q: 'acme' }, waitSeconds: 0 };
  const found = await cordon.guard(call, async (args) => \`what the tool answers to \${args.q}\`);
  console.log(found);
} catch (error) {
  if (!(error instanceof CordonDenied)) throw error;
  // outcome: deny, defer, or escalate, and then people have been asked; waitSeconds waits for them
  console.error(error.message);
  process.exitCode = 1;
}
`,
      },
      {
        label: 'Python',
        file: 'agent.py',
        text: `import os, sys
from cordon_pep import Cordon, CordonDenied

cordon = Cordon(key=os.environ["CORDON_KEY"], agent=os.environ["CORDON_AGENT"], task=os.environ["CORDON_TASK"])
try:
    found = cordon.guard("${tool}", {"q": "acme"}, lambda args: f"what the tool answers to {args['q']}", wait_seconds=0)
    print(found)
except CordonDenied as denied:
    # outcome: deny, defer, or escalate, and then people have been asked; wait_seconds waits for them
    sys.exit(str(denied))
`,
      },
    ],
  },
  'coding-agent': {
    label: 'Coding agent',
    about:
      'A hook that is run before each use of a tool: JSON on stdin, exit code 2 to block. It keeps an honest agent within its task. An agent that may run any command on your machine can also read your keys and change its own settings: bind the key to this agent alone, and put what must hold behind the gateway or a proxy.',
    snippets: ({ origin, tool }) => [
      {
        label: 'Take the hook',
        text: `mkdir -p ~/.cordon && cd ~/.cordon\n${take(origin, 'cordon-pep.mjs', 'cordon-hook.mjs')}`,
      },
      {
        label: 'Settings of the coding agent',
        file: 'settings.json',
        text: JSON.stringify(
          {
            hooks: Object.fromEntries(
              ['PreToolUse', 'PostToolUse'].map((event) => [
                event,
                [
                  {
                    matcher: '*',
                    hooks: [
                      {
                        type: 'command',
                        command: `CORDON_HOOK_SYSTEM=${systemOf(tool)} node ~/.cordon/cordon-hook.mjs || exit 2`,
                        timeout: 30,
                      },
                    ],
                  },
                ],
              ]),
            ),
          },
          null,
          2,
        ),
      },
      {
        label: 'Try it',
        text: `echo '{"hook_event_name": "PreToolUse", "session_id": "try", "tool_name": "${nameOf(tool)}", "tool_input": {"q": "acme"}}' \\
  | CORDON_HOOK_SYSTEM=${systemOf(tool)} node ~/.cordon/cordon-hook.mjs || echo blocked`,
      },
    ],
  },
  mcp: {
    label: 'MCP gateway',
    about:
      'An agent that speaks MCP asks nobody by itself: the address of its server is the gateway’s. Every call is decided, what was decided is sent on, and its outcome is reported. The agent never sees the server’s own secret.',
    snippets: ({ origin, tool }) => [
      {
        label: 'Settings of the client',
        file: 'mcp.json',
        text: JSON.stringify(
          {
            mcpServers: {
              [systemOf(tool)]: {
                type: 'http',
                url: `${origin}/mcp/${systemOf(tool)}?wait=60`,
                // biome-ignore lint/suspicious/noTemplateCurlyInString: the client fills it in
                headers: { Authorization: 'Bearer ${CORDON_KEY}', 'Cordon-Task': '${CORDON_TASK}' },
              },
            },
          },
          null,
          2,
        ),
      },
      {
        label: 'A client of your own',
        text: `npm install @modelcontextprotocol/sdk\n${take(origin, 'mcp-client.mjs')}\nnode mcp-client.mjs ${systemOf(tool)} ${nameOf(tool)} '{"q": "acme"}'`,
      },
    ],
  },
  proxy: {
    label: 'Proxy',
    about:
      'A small server beside nginx (auth_request) or Envoy (ext_authz). Method, path, query and named headers are the call; what no route describes is refused. It has no key of its own: it asks with what the caller sent. Its first lines hold the settings of both proxies.',
    snippets: ({ origin, tool }) => [
      { label: 'Take the adapter', text: take(origin, 'cordon-pep.mjs', 'ext-authz.mjs') },
      {
        label: 'Routes',
        file: 'routes.json',
        text: JSON.stringify([{ method: 'GET', path: '/search', tool }], null, 2),
      },
      { label: 'Start it', text: 'PORT=9191 node ext-authz.mjs routes.json' },
      {
        label: 'nginx',
        file: 'nginx.conf',
        text: `location / {
  auth_request /cordon;
  proxy_pass http://127.0.0.1:8080;
}
location = /cordon {
  internal;
  proxy_pass http://127.0.0.1:9191/nginx;
  proxy_pass_request_body off;
  proxy_set_header Content-Length "";
  proxy_set_header X-Original-Method $request_method;
  proxy_set_header X-Original-URI $request_uri;
}`,
      },
    ],
  },
  curl: {
    label: 'curl',
    about:
      'For scripts. Exit code 0 means that the call may be made; every other one, also that of no answer, that it may not.',
    snippets: ({ origin, tool }) => [
      { label: 'Take the script', text: take(origin, 'ask.sh') },
      {
        label: 'Ask',
        text: `sh ask.sh ${tool} '{"q": "acme"}' && echo 'do it'`,
      },
    ],
  },
};

export const wayOf = (asked: string | null): IntegrateWay =>
  INTEGRATE_WAYS.find((way) => way === asked) ?? INTEGRATE_WAYS[0];
