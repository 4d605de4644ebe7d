import { settingsCommands } from '@/components/settings/settings-commands';
import { ID_PATTERN } from '@/lib/domain/id';
import { paths } from '@/lib/paths';
import { findAgents } from '@/lib/query/agent';
import { findSystems } from '@/lib/query/system';
import { findTasks } from '@/lib/query/task';
import { findUsers } from '@/lib/query/user';
import type { CommandSource } from './command-search';

const DECISION_ID = /^dec_[0-9a-z]+$/;

/** What the palette searches. A noun adds its source here. */
export const COMMAND_SOURCES: readonly CommandSource[] = [
  {
    heading: 'Agents',
    queryKey: (text) => ['agent', 'command', text],
    search: async (text, signal) =>
      (await findAgents(text, signal)).map(({ id, name }) => ({
        id,
        label: name,
        detail: id,
        href: paths.agent(id),
      })),
  },
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
