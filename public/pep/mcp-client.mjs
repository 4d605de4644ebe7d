// An agent that speaks MCP asks nobody by itself: its server's address is the gateway's, and every call is decided
// there. Needs `npm install @modelcontextprotocol/sdk`; run it with
//
//   CORDON_KEY=… CORDON_TASK=tsk_… node mcp-client.mjs SYSTEM TOOL '{"q": "acme"}'
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const { CORDON_URL = 'http://127.0.0.1:3000', CORDON_KEY = '', CORDON_TASK = '' } = process.env;
const [system = '', tool = '', args = '{}'] = process.argv.slice(2);

// With ?wait=60 a call that waits for people is held so long.
const transport = new StreamableHTTPClientTransport(
  new URL(`/mcp/${encodeURIComponent(system)}?wait=60`, CORDON_URL),
  {
    requestInit: {
      headers: {
        authorization: `Bearer ${CORDON_KEY}`,
        ...(CORDON_TASK !== '' && { 'cordon-task': CORDON_TASK }),
      },
    },
  },
);
const client = new Client({ name: 'example', version: '1.0.0' });
await client.connect(transport);
try {
  const result = await client.callTool({ name: tool, arguments: JSON.parse(args) }, undefined, {
    timeout: 90_000,
  });
  console.log(JSON.stringify(result));
  process.exitCode = result.isError === true ? 1 : 0;
} catch (error) {
  // What was refused comes as an error of the protocol, with the reason for the agent.
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await client.close();
}
