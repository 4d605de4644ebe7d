import { settingsCommands } from '@/components/settings/settings-commands';
import { ID_PATTERN } from '@/lib/domain/id';
import { paths } from '@/lib/paths';
import { findAgents } from '@/lib/query/agent';
import { findContexts } from '@/lib/query/context';
import { findGuardrails } from '@/lib/query/guardrail';
import { findIssuers } from '@/lib/query/issuer';
import { findCampaigns } from '@/lib/query/review-campaign';
import { findSystems } from '@/lib/query/system';
import { findTasks } from '@/lib/query/task';
import { findCallers, findTools } from '@/lib/query/tool';
import { findUsers } from '@/lib/query/user';
import type { CommandSource } from './command-search';

const DECISION_ID = /^dec_[0-9a-z]+$/;
const ESCALATION_ID = /^esc_[0-9a-z]+$/;

export const AGENT_SOURCE: CommandSource = {
  heading: 'Agents',
  queryKey: (text) => ['agent', 'command', text],
  search: async (text, signal) =>
    (await findAgents(text, signal)).map(({ id, name, owner }) => ({
      id,
      label: name,
      detail: `${id} · ${owner.name}`,
      href: paths.agent(id),
    })),
};

/** What the palette searches. A noun adds its source here. */
export const COMMAND_SOURCES: readonly CommandSource[] = [
  AGENT_SOURCE,
  {
    heading: 'Systems',
    queryKey: (text) => ['system', 'command', text],
    search: async (text, signal) =>
      (await findSystems(text, signal)).map(({ id, name }) => ({
        id,
        label: name,
        detail: id,
        href: paths.system(id),
      })),
  },
  {
    heading: 'Tools',
    queryKey: (text) => ['tool', 'command', text],
    search: async (text, signal) =>
      (await findTools(text, signal)).map(({ id, actionClass, sensitivity, state }) => ({
        id,
        label: id,
        detail: `${actionClass} · ${sensitivity} · ${state}`,
        href: paths.tool(id),
      })),
  },
  {
    heading: 'Can call this tool',
    queryKey: (text) => ['entitlement', 'command', text],
    search: async (text, signal) =>
      (await findCallers(text, signal)).map(({ agent, name, tool }) => ({
        id: `${tool} ${agent}`,
        label: name,
        detail: `${agent} · may call ${tool}`,
        href: paths.agent(agent, 'access'),
      })),
  },
  {
    heading: 'Tasks',
    queryKey: (text) => ['task', 'command', text],
    search: async (text, signal) =>
      (await findTasks(text, signal)).map(({ id, purpose, agentName, state }) => ({
        id,
        label: purpose,
        detail: `${agentName} · ${state}`,
        href: paths.task(id),
      })),
  },
  {
    heading: 'Decisions',
    queryKey: (text) => ['decision', 'command', text],
    // An id says where it leads: nobody needs to be asked.
    search: async (text) =>
      DECISION_ID.test(text) && ID_PATTERN.test(text)
        ? [{ id: text, label: text, href: paths.decision(text) }]
        : [],
  },
  {
    heading: 'Escalations',
    queryKey: (text) => ['escalation', 'command', text],
    search: async (text) =>
      ESCALATION_ID.test(text) && ID_PATTERN.test(text)
        ? [{ id: text, label: text, href: paths.escalation(text) }]
        : [],
  },
  {
    heading: 'Shared contexts',
    queryKey: (text) => ['context', 'command', text],
    search: async (text, signal) =>
      (await findContexts(text, signal)).map(({ id, name }) => ({
        id,
        label: name,
        detail: id,
        href: paths.context(id),
      })),
  },
  {
    heading: 'Guardrails',
    queryKey: (text) => ['guardrail', 'command', text],
    search: async (text, signal) =>
      (await findGuardrails(text, signal)).map(({ id, name, state }) => ({
        id,
        label: name,
        detail: state,
        href: paths.guardrail(id),
      })),
  },
  {
    heading: 'Review campaigns',
    queryKey: (text) => ['review-campaign', 'command', text],
    search: async (text, signal) =>
      (await findCampaigns(text, signal)).map(({ id, name, state, items }) => ({
        id,
        label: name,
        detail: `${state} · ${items.pending} of ${items.total} to decide`,
        href: paths.reviewCampaign(id),
      })),
  },
  {
    heading: 'Issuers',
    queryKey: (text) => ['issuer', 'command', text],
    search: async (text, signal) =>
      (await findIssuers(text, signal)).map(({ id, name, issuer }) => ({
        id,
        label: name,
        detail: issuer,
        href: paths.issuers(),
      })),
  },
  {
    heading: 'People',
    queryKey: (text) => ['user', 'command', text],
    search: async (text, signal) =>
      (await findUsers(text, signal)).map(({ id, name, email }) => ({
        id,
        label: name,
        detail: `${email} · their agents`,
        href: paths.agents({ owner: email }),
      })),
  },
  settingsCommands,
];
