import type { ActionClass } from '@/lib/domain/action-class';

/** One piece of work of the story: what a task was for, and what its agent asked. */
export type Episode = {
  agent: string;
  purpose: string;
  onBehalfOf: string;
  declares: ActionClass[];
  calls: [tool: string, args: Record<string, string>][];
};

/** Played again and again, now through the live path and before for the charts. */
export const EPISODES: Episode[] = [
  {
    agent: 'invoice-bot',
    purpose: 'Remind customers of invoices from September',
    onBehalfOf: 'Ana Kovač',
    declares: ['read', 'send'],
    calls: [
      ['billing/invoices.list', { month: '2026-09' }],
      ['billing/invoices.read', { number: 'R-2041' }],
      ['crm/contacts.search', { q: 'Nordwind' }],
      ['billing/invoices.remind', { number: 'R-2041', recipient: 'accounts@nordwind.example' }],
      ['billing/invoices.read', { number: 'R-2057' }],
      ['billing/invoices.remind', { number: 'R-2057', recipient: 'office@halden.example' }],
    ],
  },
  {
    agent: 'invoice-bot',
    purpose: 'Q3 cleanup: find contacts without invoices',
    onBehalfOf: 'Ana Kovač',
    declares: ['read'],
    calls: [
      ['billing/invoices.list', { month: '2026-08' }],
      ['crm/contacts.search', { q: 'no invoices since 2024' }],
      ['crm/contacts.search', { q: 'bounced mail' }],
      ['crm/contacts.delete', { id: 'c-5512' }],
      ['billing/refunds.create', { number: 'R-1988', amount: '240' }],
    ],
  },
  {
    agent: 'support-triage',
    purpose: 'Sort this morning’s mails',
    onBehalfOf: 'Chiara Russo',
    declares: ['read', 'send'],
    calls: [
      ['mail/inbox.read', { folder: 'support' }],
      ['crm/contacts.search', { q: 'Halden' }],
      [
        'mail/messages.send',
        { to: 'lea@halden.example', subject: 'Your question', body: 'We are looking into it.' },
      ],
      ['mail/inbox.read', { folder: 'complaints' }],
    ],
  },
  {
    agent: 'contract-reader',
    purpose: 'Summarise the supplier contracts that end this year',
    onBehalfOf: 'Chiara Russo',
    declares: ['read'],
    calls: [
      ['docs/files/list', { folder: 'contracts/2026' }],
      ['docs/files/read', { path: 'contracts/2026/nordwind.pdf' }],
      ['docs/files/read', { path: 'contracts/2026/halden.pdf' }],
      ['docs/files/write', { path: 'contracts/summary.md', text: 'Two contracts end in December.' }],
    ],
  },
  {
    agent: 'release-pilot',
    purpose: 'Roll out web 4.18',
    onBehalfOf: 'Ben Osei',
    declares: ['read', 'write', 'execute'],
    calls: [
      ['git/repos.read', { repo: 'web', path: 'CHANGELOG.md' }],
      ['git/pulls.merge', { repo: 'web', number: '812' }],
      ['git/deploys.start', { service: 'web', version: '4.18.0' }],
    ],
  },
  {
    agent: 'payroll-sync',
    purpose: 'Prepare the November run',
    onBehalfOf: 'Ana Kovač',
    declares: ['read', 'write'],
    calls: [
      ['payroll/salaries.read', { person: 'p-114' }],
      ['payroll/salaries.read', { person: 'p-115' }],
      ['payroll/runs.prepare', { month: '2026-11' }],
      ['payroll/runs.execute', { month: '2026-11' }],
    ],
  },
  {
    agent: 'lead-finder',
    purpose: 'Complete the contacts of the fair',
    onBehalfOf: 'Emil Larsen',
    declares: ['read', 'write'],
    calls: [
      ['crm/contacts.search', { q: 'fair 2026' }],
      ['crm/contacts.update', { id: 'c-7001', field: 'city', value: 'Bergen' }],
      ['mail/inbox.read', { folder: 'leads' }],
    ],
  },
];
