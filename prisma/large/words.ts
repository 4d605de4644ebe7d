import type { ActionClass } from '@/lib/domain/action-class';
import type { Sensitivity } from '@/lib/domain/sensitivity';
import type { SystemKind, Zone } from '@/lib/domain/system';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

export const FIRST_NAMES = words(`Ana Ben Chiara David Elif Farid Grace Hana Ivan Jonas Kim Lea Mateo Nora Olu
  Priya Quentin Rosa Sven Tariq Uma Vera Wei Ximena Yusuf Zofia`);
export const LAST_NAMES =
  words(`Adler Berg Costa Dahl Engel Ferrara Gomez Haas Ito Jansen Kovac Larsen Moreau Novak
  Okafor Petit Rao Santos Tanaka Ueda Varga Weber Yilmaz Zeman`);
export const REGIONS = words('eu us uk apac latam nordics dach iberia benelux mena anz japan');

/** What a system is, and what it holds at most. */
export type Product = {
  name: string;
  title: string;
  kind: SystemKind;
  zone: Zone;
  sensitivity: Sensitivity;
  things: readonly string[];
};

const product = (
  name: string,
  title: string,
  kind: SystemKind,
  zone: Zone,
  sensitivity: Sensitivity,
  things: string,
): Product => ({ name, title, kind, zone, sensitivity, things: words(things) });

export const PRODUCTS: readonly Product[] = [
  product('crm', 'Customer records', 'saas', 'partner', 'confidential', 'contacts accounts deals notes'),
  product('billing', 'Billing', 'http', 'internal', 'confidential', 'invoices refunds payments dunning'),
  product('payroll', 'Payroll', 'database', 'internal', 'restricted', 'salaries payslips bonuses'),
  product('mail', 'Mail', 'saas', 'external', 'internal', 'inbox messages drafts'),
  product('chat', 'Chat', 'saas', 'partner', 'internal', 'channels messages threads'),
  product('wiki', 'Wiki', 'mcp', 'internal', 'internal', 'pages spaces comments'),
  product('tickets', 'Service desk', 'saas', 'partner', 'internal', 'tickets queues comments'),
  product('git', 'Source code', 'mcp', 'internal', 'confidential', 'repositories branches pulls releases'),
  product('deploy', 'Deployments', 'http', 'internal', 'confidential', 'services rollouts flags'),
  product('warehouse', 'Data warehouse', 'database', 'internal', 'restricted', 'tables queries exports'),
  product('storage', 'File storage', 'mcp', 'internal', 'confidential', 'files folders shares'),
  product('web', 'Web search', 'http', 'external', 'public', 'search pages'),
  product('shop', 'Web shop', 'http', 'internal', 'internal', 'orders carts products'),
  product('stock', 'Stock keeping', 'database', 'internal', 'internal', 'items deliveries counts'),
  product('contracts', 'Contracts', 'saas', 'partner', 'confidential', 'documents clauses parties'),
  product('people', 'Personnel files', 'database', 'internal', 'restricted', 'employees absences reviews'),
  product('travel', 'Travel', 'saas', 'external', 'internal', 'trips bookings expenses'),
  product('monitor', 'Monitoring', 'mcp', 'internal', 'internal', 'alerts dashboards incidents'),
];

/** What can be done with a thing, how often that is offered, and what it asks for. */
export const DEEDS: readonly { name: string; actionClass: ActionClass; weight: number; args: string[] }[] = [
  { name: 'search', actionClass: 'read', weight: 10, args: ['q', 'limit'] },
  { name: 'read', actionClass: 'read', weight: 10, args: ['id'] },
  { name: 'list', actionClass: 'read', weight: 8, args: ['limit', 'cursor'] },
  { name: 'history', actionClass: 'read', weight: 4, args: ['id', 'limit'] },
  { name: 'create', actionClass: 'write', weight: 5, args: ['name', 'text'] },
  { name: 'update', actionClass: 'write', weight: 6, args: ['id', 'text'] },
  { name: 'comment', actionClass: 'write', weight: 3, args: ['id', 'text'] },
  { name: 'delete', actionClass: 'delete', weight: 2, args: ['id'] },
  { name: 'archive', actionClass: 'delete', weight: 1, args: ['id'] },
  { name: 'export', actionClass: 'execute', weight: 2, args: ['q', 'limit'] },
  { name: 'run', actionClass: 'execute', weight: 1, args: ['name', 'text'] },
  { name: 'send', actionClass: 'send', weight: 3, args: ['recipient', 'text'] },
  { name: 'share', actionClass: 'send', weight: 2, args: ['recipient', 'id'] },
  { name: 'permissions', actionClass: 'admin', weight: 1, args: ['id', 'recipient'] },
];

/** Says where something goes, or who gets in. */
export const SENSITIVE_ARGUMENT = 'recipient';

export const JOBS =
  words(`invoice refund contract onboarding ticket inventory payroll lead churn alert release incident
  expense tender catalogue translation survey renewal audit shipment booking forecast backlog policy`);
export const ROLES_OF_AGENTS =
  words(`reader triage summariser reconciler assistant planner watcher cleaner router
  reporter checker helper`);

/** Purposes; `@` is the job, `#` a number that calls of the task name. */
export const PURPOSES: readonly string[] = [
  'Answer open questions about @ #',
  'Summarise what changed for @ # this week',
  'Reconcile @ # with what the other side says',
  'Prepare the @ report #',
  'Find duplicates in @ # and say which to keep',
  'Follow up on @ # and tell whoever waits',
  'Check @ # against the policy',
  'Clean up old entries of @ #',
];

export const TEXTS = words(`north overdue renewal duplicate missing pending urgent archived draft final
  quarterly disputed approved late partial`);
