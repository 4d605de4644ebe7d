import type { CreateAgentInput } from '@/lib/contract/agent';
import type { ActionClass } from '@/lib/domain/action-class';
import type { PERSON_ROLES } from '@/lib/domain/role';
import type { Sensitivity } from '@/lib/domain/sensitivity';
import type { SystemKind, Zone } from '@/lib/domain/system';

/** The people, systems, tools and agents of the demo story. */
type PersonRole = (typeof PERSON_ROLES)[number];

export const PEOPLE: { email: string; name: string; roles: PersonRole[] }[] = [
  { email: 'ana@example.com', name: 'Ana Kovač', roles: ['admin'] },
  { email: 'ben@example.com', name: 'Ben Osei', roles: ['approver'] },
  { email: 'chiara@example.com', name: 'Chiara Russo', roles: ['reviewer', 'approver'] },
  { email: 'dev@example.com', name: 'Dev Patel', roles: ['auditor'] },
  { email: 'emil@example.com', name: 'Emil Larsen', roles: ['reviewer'] },
];

type DemoTool = {
  name: string;
  actionClass: ActionClass;
  sensitivity: Sensitivity;
  returnsUntrusted?: boolean;
  reversible?: boolean;
  /** Names of the arguments, all texts; those with a `!` are sensitive. */
  args: string[];
  description: string;
  isUnreviewed?: boolean;
};
type DemoSystem = {
  id: string;
  name: string;
  kind: SystemKind;
  zone: Zone;
  sensitivity: Sensitivity;
  owner: string;
  tools: DemoTool[];
};

export const SYSTEMS: DemoSystem[] = [
  {
    id: 'crm',
    name: 'Customer records',
    kind: 'saas',
    zone: 'internal',
    sensitivity: 'confidential',
    owner: 'ana@example.com',
    tools: [
      {
        name: 'contacts.search',
        actionClass: 'read',
        sensitivity: 'internal',
        args: ['q'],
        description: 'Finds contacts by name or company',
      },
      {
        name: 'contacts.export',
        actionClass: 'read',
        sensitivity: 'confidential',
        args: ['segment'],
        description: 'All contacts of a segment',
      },
      {
        name: 'contacts.update',
        actionClass: 'write',
        sensitivity: 'confidential',
        reversible: true,
        args: ['id', 'field', 'value'],
        description: 'Changes one field of a contact',
      },
      {
        name: 'contacts.delete',
        actionClass: 'delete',
        sensitivity: 'confidential',
        args: ['id'],
        description: 'Deletes a contact for good',
      },
    ],
  },
  {
    id: 'billing',
    name: 'Billing',
    kind: 'http',
    zone: 'internal',
    sensitivity: 'confidential',
    owner: 'ana@example.com',
    tools: [
      {
        name: 'invoices.list',
        actionClass: 'read',
        sensitivity: 'internal',
        args: ['month'],
        description: 'Invoices of a month',
      },
      {
        name: 'invoices.read',
        actionClass: 'read',
        sensitivity: 'confidential',
        args: ['number'],
        description: 'One invoice with its lines',
      },
      {
        name: 'invoices.remind',
        actionClass: 'send',
        sensitivity: 'internal',
        args: ['number', 'recipient!'],
        description: 'Mails a reminder',
      },
      {
        name: 'refunds.create',
        actionClass: 'write',
        sensitivity: 'confidential',
        args: ['number', 'amount'],
        description: 'Pays an invoice back',
      },
    ],
  },
  {
    id: 'mail',
    name: 'Company mail',
    kind: 'saas',
    zone: 'external',
    sensitivity: 'confidential',
    owner: 'chiara@example.com',
    tools: [
      {
        name: 'inbox.read',
        actionClass: 'read',
        sensitivity: 'confidential',
        returnsUntrusted: true,
        args: ['folder'],
        description: 'Mails as they came in',
      },
      {
        name: 'messages.send',
        actionClass: 'send',
        sensitivity: 'internal',
        args: ['to!', 'subject', 'body'],
        description: 'Sends a mail to anybody',
      },
    ],
  },
  {
    id: 'docs',
    name: 'Document store',
    kind: 'mcp',
    zone: 'internal',
    sensitivity: 'internal',
    owner: 'chiara@example.com',
    tools: [
      {
        name: 'files/list',
        actionClass: 'read',
        sensitivity: 'internal',
        args: ['folder'],
        description: 'Names of the files in a folder',
      },
      {
        name: 'files/read',
        actionClass: 'read',
        sensitivity: 'internal',
        returnsUntrusted: true,
        args: ['path'],
        description: 'Text of a file',
      },
      {
        name: 'files/write',
        actionClass: 'write',
        sensitivity: 'internal',
        reversible: true,
        args: ['path', 'text'],
        description: 'Writes a file; versions are kept',
      },
      {
        name: 'files/share',
        actionClass: 'send',
        sensitivity: 'internal',
        args: ['path', 'with!'],
        description: 'Shares a file by link',
        isUnreviewed: true,
      },
    ],
  },
  {
    id: 'payroll',
    name: 'Payroll',
    kind: 'database',
    zone: 'internal',
    sensitivity: 'restricted',
    owner: 'ana@example.com',
    tools: [
      {
        name: 'salaries.read',
        actionClass: 'read',
        sensitivity: 'restricted',
        args: ['person'],
        description: 'A person’s pay',
      },
      {
        name: 'runs.prepare',
        actionClass: 'write',
        sensitivity: 'restricted',
        reversible: true,
        args: ['month'],
        description: 'Prepares a payroll run',
      },
      {
        name: 'runs.execute',
        actionClass: 'execute',
        sensitivity: 'restricted',
        args: ['month'],
        description: 'Pays everybody',
      },
    ],
  },
  {
    id: 'git',
    name: 'Source hosting',
    kind: 'mcp',
    zone: 'partner',
    sensitivity: 'confidential',
    owner: 'ben@example.com',
    tools: [
      {
        name: 'repos.read',
        actionClass: 'read',
        sensitivity: 'confidential',
        returnsUntrusted: true,
        args: ['repo', 'path'],
        description: 'Files and issues of a repository',
      },
      {
        name: 'pulls.merge',
        actionClass: 'write',
        sensitivity: 'confidential',
        reversible: true,
        args: ['repo', 'number'],
        description: 'Merges a pull request',
      },
      {
        name: 'deploys.start',
        actionClass: 'execute',
        sensitivity: 'confidential',
        args: ['service', 'version'],
        description: 'Rolls a version out',
      },
    ],
  },
];

export type DemoAgent = CreateAgentInput & {
  state: 'active' | 'quarantined' | 'draft';
  /** What it may be granted: system, tool patterns, classes, ceiling, and how. */
  may: [
    system: string,
    tools: string[],
    classes: ActionClass[],
    ceiling: Sensitivity,
    activation: 'automatic' | 'approval',
  ][];
};

const production = { environment: 'production' } as const;

export const AGENTS: DemoAgent[] = [
  {
    id: 'invoice-bot',
    name: 'Invoice bot',
    purpose: 'Chases unpaid invoices',
    owner: 'ana@example.com',
    backupOwner: 'ben@example.com',
    riskTier: 'moderate',
    autonomy: 'supervised',
    ...production,
    state: 'active',
    may: [
      ['billing', ['invoices.*'], ['read', 'send'], 'confidential', 'automatic'],
      ['crm', ['contacts.search', 'contacts.delete'], ['read', 'delete'], 'confidential', 'automatic'],
      ['billing', ['refunds.create'], ['write'], 'confidential', 'approval'],
    ],
  },
  {
    id: 'support-triage',
    name: 'Support triage',
    purpose: 'Sorts incoming mails and drafts answers',
    owner: 'chiara@example.com',
    backupOwner: 'ana@example.com',
    riskTier: 'low',
    autonomy: 'assisted',
    ...production,
    state: 'active',
    may: [
      ['mail', ['*'], ['read', 'send'], 'confidential', 'automatic'],
      ['crm', ['contacts.search'], ['read'], 'internal', 'automatic'],
    ],
  },
  {
    id: 'contract-reader',
    name: 'Contract reader',
    purpose: 'Summarises contracts for the legal team',
    owner: 'chiara@example.com',
    backupOwner: 'ben@example.com',
    riskTier: 'low',
    autonomy: 'supervised',
    ...production,
    state: 'active',
    may: [['docs', ['files/list', 'files/read'], ['read'], 'internal', 'automatic']],
  },
  {
    id: 'release-pilot',
    name: 'Release pilot',
    purpose: 'Merges and rolls out approved changes',
    owner: 'ben@example.com',
    backupOwner: 'ana@example.com',
    riskTier: 'high',
    autonomy: 'autonomous',
    ...production,
    state: 'active',
    may: [['git', ['*'], ['read', 'write', 'execute'], 'confidential', 'automatic']],
  },
  {
    id: 'payroll-sync',
    name: 'Payroll sync',
    purpose: 'Prepares the monthly payroll run',
    owner: 'ana@example.com',
    backupOwner: 'chiara@example.com',
    riskTier: 'critical',
    autonomy: 'supervised',
    ...production,
    state: 'active',
    may: [['payroll', ['salaries.read', 'runs.*'], ['read', 'write', 'execute'], 'restricted', 'automatic']],
  },
  {
    id: 'lead-finder',
    name: 'Lead finder',
    purpose: 'Enriches contacts from public sources',
    owner: 'emil@example.com',
    riskTier: 'moderate',
    autonomy: 'autonomous',
    ...production,
    state: 'active',
    may: [['crm', ['contacts.*'], ['read', 'write'], 'confidential', 'automatic']],
  },
  {
    id: 'repo-gardener',
    name: 'Repo gardener',
    purpose: 'Closes stale branches',
    owner: 'ben@example.com',
    backupOwner: 'chiara@example.com',
    riskTier: 'moderate',
    autonomy: 'autonomous',
    environment: 'staging',
    state: 'quarantined',
    may: [['git', ['repos.read', 'pulls.merge'], ['read', 'write'], 'confidential', 'automatic']],
  },
  {
    id: 'meeting-notes',
    name: 'Meeting notes',
    purpose: 'Files minutes of meetings',
    owner: 'chiara@example.com',
    riskTier: 'low',
    autonomy: 'assisted',
    environment: 'test',
    state: 'draft',
    may: [['docs', ['files/*'], ['read', 'write'], 'internal', 'automatic']],
  },
];
