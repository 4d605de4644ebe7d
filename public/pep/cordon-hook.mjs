#!/usr/bin/env node
// A hook that coding agents run before and after each use of a tool. It speaks the common contract: one JSON object
// on stdin (hook_event_name, session_id, tool_name, tool_input, tool_use_id), JSON on stdout, and exit code 0 to go
// on or 2 to block, with the reason for the agent on stderr. Stands beside cordon-pep.mjs.
//
//   CORDON_AGENT          the agent's id
//   CORDON_TASK           the task that it works on
//   CORDON_KEY            an API key with the role pep, bound to that agent; or CORDON_KEY_FILE, a file that holds it
//   CORDON_URL            another Cordon than the one that served this file
//   CORDON_HOOK_SYSTEM    the system under which the agent's own tools are registered (coding-agent)
//   CORDON_HOOK_TOOLS     names that differ: {"Bash": "shell/run"}
//   CORDON_HOOK_WAIT      how many seconds to wait for people (0). The host's time-out must be at least ten longer.
//   CORDON_HOOK_MODIFY    1: the host honours updatedInput, so changed arguments may be executed
//   CORDON_HOOK_ALLOW     1: an allow also answers the host's own question; without, its rules still hold
//   CORDON_HOOK_OUTPUT    off: outputs are not sent in reports (Cordon keeps their digest alone)
//
// Most hosts take every exit code but 2 for "go on". So whatever fails in here ends with 2, also what nobody thought
// of; and the command in the host's settings ends with `|| exit 2`, for a Node that is not there.
const BLOCK = 2;
const MOST_INPUT_BYTES = 16 * 1024 * 1024;
const OVERHEAD_MS = 8000;
const PRE = ['PreToolUse', 'BeforeTool'];
const POST = ['PostToolUse', 'PostToolUseFailure', 'AfterTool'];
// So long that nobody would wait for it; Infinity and what is no number come to the same.
const MOST_WAIT_SECONDS = 3600;

process.on('uncaughtException', () => block('the hook failed'));
process.on('unhandledRejection', () => block('the hook failed'));

const waitSeconds = Math.min(MOST_WAIT_SECONDS, Math.max(0, Number(process.env.CORDON_HOOK_WAIT ?? 0) || 0));
setTimeout(() => block('Cordon did not answer in time'), waitSeconds * 1000 + OVERHEAD_MS);

/** Ends the use of the tool. Written at once, because the process ends with it. */
function block(reason) {
  const text = `Cordon: ${reason}`;
  const told = { hookEventName: 'PreToolUse', permissionDecision: 'deny', permissionDecisionReason: text };
  try {
    writeSync(1, JSON.stringify({ decision: 'deny', reason: text, hookSpecificOutput: told }));
    writeSync(2, `${text}\n`);
  } catch {
    // Nobody reads it; the exit code says the same.
  }
  process.exit(BLOCK);
}

const { readFileSync, writeSync } = await import('node:fs').catch(() => process.exit(BLOCK));

try {
  const { Cordon } = await import('./cordon-pep.mjs');
  const event = JSON.parse(await readInput());
  const name = event.hook_event_name ?? PRE[0];
  // Of other events there is nothing to decide.
  if (!PRE.includes(name) && !POST.includes(name)) process.exit(0);

  const { CORDON_AGENT: agent, CORDON_TASK: task, CORDON_URL: url } = process.env;
  if (!agent || !task) throw new TypeError('CORDON_AGENT and CORDON_TASK must be set');
  const cordon = new Cordon({ key: keyOf(process.env), agent, task, ...(url && { url }) });
  const call = {
    tool: toolOf(event.tool_name),
    arguments: event.tool_input ?? {},
    acceptsModify: process.env.CORDON_HOOK_MODIFY === '1',
    ...(typeof event.tool_use_id === 'string' && { callId: callIdOf(event) }),
  };
  if (PRE.includes(name)) await decide(cordon, call, name);
  else await report(cordon, call, event, name);
} catch (error) {
  // Messages of ours name variables; those of others could repeat what was read.
  block(error instanceof TypeError ? error.message : 'the hook could not read what it was given');
}

async function decide(cordon, call, hookEventName) {
  const answer = await cordon.askAndWait(call, waitSeconds);
  if (!answer.allowed) {
    const waits = answer.outcome === 'escalate' ? ' People have been asked; try the same again later.' : '';
    block(`${answer.outcome} (${answer.reason}): ${answer.message}.${waits}`);
  }
  const permissionDecisionReason = `Cordon: ${answer.decision}`;
  const isSettled = process.env.CORDON_HOOK_ALLOW === '1';
  const told =
    answer.outcome === 'modify'
      ? { permissionDecision: isSettled ? 'allow' : 'ask', updatedInput: answer.arguments }
      : isSettled
        ? { permissionDecision: 'allow' }
        : null;
  if (told !== null) {
    const hookSpecificOutput = { hookEventName, ...told, permissionDecisionReason };
    writeSync(1, JSON.stringify({ hookSpecificOutput }));
  }
  process.exit(0);
}

/** Tells what came of it. The same call_id asked again is told what was decided, which names the decision. */
async function report(cordon, call, event, name) {
  // What ran cannot be blocked any more: from here on every way ends with 0.
  try {
    if (call.callId === undefined) process.exit(0);
    let answer = await cordon.ask(call);
    if (answer.outcome === 'escalate' && answer.escalation !== null) {
      answer = await cordon.ask({ ...call, callId: `${call.callId}/approved`, approval: answer.escalation });
    }
    const output = event.tool_response;
    const hasFailed = name === 'PostToolUseFailure' || output?.is_error === true || output?.success === false;
    const isSent = process.env.CORDON_HOOK_OUTPUT !== 'off' && output !== undefined;
    if (answer.decision !== null && answer.allowed) {
      const status = hasFailed ? 'failed' : 'succeeded';
      await cordon.report(answer.decision, { status, ...(isSent && { output }) });
    }
  } finally {
    process.exit(0);
  }
}

/** An MCP server's tools have a system of their own: mcp__github__create_issue is github/create_issue. */
function toolOf(name) {
  if (typeof name !== 'string' || name === '') throw new TypeError('tool_name is missing');
  const known = JSON.parse(process.env.CORDON_HOOK_TOOLS ?? '{}');
  if (Object.hasOwn(known, name)) return String(known[name]);
  const mcp = /^mcp__(.+?)__(.+)$/.exec(name);
  if (mcp !== null) return `${mcp[1]}/${mcp[2]}`;
  return `${process.env.CORDON_HOOK_SYSTEM ?? 'coding-agent'}/${name}`;
}

function callIdOf({ session_id: session = '', tool_use_id: use }) {
  return `hook:${session}:${use}`.slice(0, 280);
}

function keyOf({ CORDON_KEY: key, CORDON_KEY_FILE: file }) {
  if (key) return key;
  if (!file) throw new TypeError('CORDON_KEY or CORDON_KEY_FILE must be set');
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new TypeError('the file that CORDON_KEY_FILE names cannot be read');
  }
}

async function readInput() {
  const chunks = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    length += chunk.length;
    if (length > MOST_INPUT_BYTES) throw new TypeError('the input is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
