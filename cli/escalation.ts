import { z } from 'zod';
import { Email, Id } from '@/lib/contract/common';
import {
  ApproveEscalationInput,
  DenyEscalationInput,
  type EscalationView,
  ListEscalationsInput,
} from '@/lib/contract/escalation';
import { approveEscalation } from '@/lib/services/escalation/approve';
import { denyEscalation } from '@/lib/services/escalation/deny';
import { listEscalations } from '@/lib/services/escalation/list';
import { readEscalation } from '@/lib/services/escalation/read';
import { asPerson } from './as-person';
import { type Command, UsageError } from './command';
import { verbCommand } from './verb-command';

const MOST = 200;
const As = { as: Email };

const line = (...cells: (string | number | null)[]): string => cells.map((cell) => cell ?? '-').join('\t');

/** What waits, the most urgent first, one a line: its id, tier, agent, tool, deadline, how often, and why. */
const list = verbCommand({
  name: 'escalation',
  usage: ['escalation list [--state pending|approved|denied|expired|withdrawn|used] [--agent A] [--task T]'],
  options: { state: { type: 'string' }, agent: { type: 'string' }, task: { type: 'string' } },
  input: ListEscalationsInput,
  toInput: ({ state = 'pending', agent, task }) => ({
    state,
    agent,
    task,
    limit: MOST,
    order: state === 'pending' ? 'urgent' : 'newest',
  }),
  run: async (ctx, input) => {
    const { items } = await listEscalations(ctx, input);
    return items
      .map((one) =>
        line(
          one.id,
          one.state,
          one.tier,
          one.agent,
          one.tool,
          one.expiresAt.toISOString(),
          one.calls,
          one.reasons.join(','),
        ),
      )
      .join('\n');
  },
});

/** The exact call, and what could be given for it. */
const show = verbCommand({
  name: 'escalation',
  usage: ['escalation show ESCALATION-ID [--as E-MAIL]'],
  options: { as: { type: 'string' } },
  input: z.object({ id: Id, as: Email.optional() }),
  toInput: ({ as }, [id]) => ({ id, as }),
  run: async (ctx, { id, as }) => {
    const view = await readEscalation(as === undefined ? ctx : await asPerson(ctx, as), { id });
    return JSON.stringify(view, null, 2);
  },
});

const stateOf = ({ id, state, approvals }: EscalationView): string =>
  state === 'pending'
    ? line(id, `${approvals.given.length} of ${approvals.needed} approvals`)
    : line(id, state);

const approve = verbCommand({
  name: 'escalation',
  usage: [
    'escalation approve ESCALATION-ID --as E-MAIL [--uses N] [--ttl SECONDS] [--reason R] [--break-glass]',
  ],
  options: {
    as: { type: 'string' },
    uses: { type: 'string' },
    ttl: { type: 'string' },
    reason: { type: 'string' },
    'break-glass': { type: 'boolean' },
  },
  input: ApproveEscalationInput.extend(As),
  toInput: ({ as, uses, ttl, reason, 'break-glass': breakGlass }, [id]) => ({
    id,
    as,
    reason,
    breakGlass,
    ...(uses !== undefined && { uses: Number(uses) }),
    ...(ttl !== undefined && { ttlSeconds: Number(ttl) }),
  }),
  run: async (ctx, { as, ...input }) => stateOf(await approveEscalation(await asPerson(ctx, as), input)),
});

const deny = verbCommand({
  name: 'escalation',
  usage: ['escalation deny ESCALATION-ID --as E-MAIL --reason R'],
  options: { as: { type: 'string' }, reason: { type: 'string' } },
  input: DenyEscalationInput.extend(As),
  toInput: ({ as, reason }, [id]) => ({ id, as, reason }),
  run: async (ctx, { as, ...input }) => stateOf(await denyEscalation(await asPerson(ctx, as), input)),
});

const VERBS: Record<string, Command> = { list, show, approve, deny };

/** `escalation list`, `show`, `approve` and `deny`. Who decides is named: the command line itself is nobody. */
export const command: Command = {
  name: 'escalation',
  usage: Object.values(VERBS).flatMap(({ usage }) => usage),
  run: (args, session) => {
    const [word = '', ...rest] = args;
    if (!Object.hasOwn(VERBS, word)) {
      throw new UsageError(`The command is \`escalation ${Object.keys(VERBS).join('|')}\`.`);
    }
    return (VERBS[word] as Command).run(rest, session);
  },
};
