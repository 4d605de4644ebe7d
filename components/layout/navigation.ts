import {
  Bot,
  Braces,
  ClipboardCheck,
  FileClock,
  Fingerprint,
  KeyRound,
  Layers,
  ListTodo,
  type LucideIcon,
  OctagonX,
  Scale,
  ScrollText,
  Server,
  Settings,
  ShieldAlert,
  ShieldCheck,
  SquareActivity,
  Ticket,
  UserRoundCheck,
  Waypoints,
  Wrench,
} from 'lucide-react';
import { paths } from '@/lib/paths';

export type NavigationItem = {
  label: string;
  href: string;
  icon: LucideIcon;
  /** After `g`. */
  key: string;
  /** Whether a phone shows it at once; the others stand behind "More". */
  isPrimary?: boolean;
  /** What is left for whoever is signed in, as a number beside the label. */
  badge?: 'reviews';
  /** Whether the number of calls that wait for whoever looks stands beside it. */
  countsWaiting?: boolean;
  /** Pages elsewhere that belong to it. */
  also?: readonly string[];
};

/** The console's pages, as they stand in the sidebar, the palette and the keyboard help. */
export const NAVIGATION: readonly { heading: string; items: readonly NavigationItem[] }[] = [
  {
    heading: 'Operate',
    items: [
      { label: 'Overview', href: paths.overview(), icon: SquareActivity, key: 'o', isPrimary: true },
      { label: 'Decisions', href: paths.decisions(), icon: ScrollText, key: 'd', isPrimary: true },
      { label: 'Tasks', href: paths.tasks(), icon: ListTodo, key: 't', isPrimary: true },
      {
        label: 'Escalations',
        href: paths.escalations(),
        icon: UserRoundCheck,
        key: 'e',
        isPrimary: true,
        countsWaiting: true,
        also: [paths.deferrals()],
      },
      { label: 'Contexts', href: paths.contexts(), icon: Layers, key: 'c' },
      { label: 'Stops', href: paths.stops(), icon: OctagonX, key: 's' },
      { label: 'Findings', href: paths.findings(), icon: ShieldAlert, key: 'f' },
    ],
  },
  {
    heading: 'Access',
    items: [
      { label: 'Entitlements', href: paths.entitlements(), icon: KeyRound, key: 'n' },
      { label: 'Grants', href: paths.grants(), icon: Ticket, key: 'p' },
      { label: 'Reviews', href: paths.reviews(), icon: ClipboardCheck, key: 'v', badge: 'reviews' },
    ],
  },
  {
    heading: 'Inventory',
    items: [
      { label: 'Agents', href: paths.agents(), icon: Bot, key: 'a', isPrimary: true },
      { label: 'Systems', href: paths.systems(), icon: Server, key: 'y' },
      { label: 'Blast radius', href: paths.graph(), icon: Waypoints, key: 'b' },
      { label: 'Tools', href: paths.tools(), icon: Wrench, key: 'w' },
      { label: 'Issuers', href: paths.issuers(), icon: Fingerprint, key: 'i' },
    ],
  },
  {
    heading: 'Policy',
    items: [
      { label: 'Guardrails', href: paths.guardrails(), icon: ShieldCheck, key: 'r' },
      { label: 'Tiers', href: paths.tiers(), icon: Scale, key: 'l' },
    ],
  },
  {
    heading: 'Assure',
    items: [
      { label: 'Audit', href: paths.audit(), icon: FileClock, key: 'u' },
      { label: 'Settings', href: paths.settingsHome(), icon: Settings, key: ',' },
    ],
  },
  {
    heading: 'Help',
    items: [{ label: 'API', href: paths.apiReference(), icon: Braces, key: 'h', also: [paths.integrate()] }],
  },
];

export const NAVIGATION_ITEMS: readonly NavigationItem[] = NAVIGATION.flatMap(({ items }) => items);

/** What a phone's bar has room for, and what stands behind "More" there. */
export const PRIMARY_ITEMS = NAVIGATION_ITEMS.filter(({ isPrimary = false }) => isPrimary);
export const FURTHER_ITEMS = NAVIGATION_ITEMS.filter(({ isPrimary = false }) => !isPrimary);

/** Whether `pathname` lies in this item's part of the console. */
export const isCurrent = (item: NavigationItem, pathname: string): boolean =>
  item.href === '/'
    ? pathname === '/'
    : [item.href, ...(item.also ?? [])].some((href) => pathname === href || pathname.startsWith(`${href}/`));
