import {
  Bot,
  ListTodo,
  type LucideIcon,
  OctagonX,
  ScrollText,
  SquareActivity,
  UserRoundCheck,
} from 'lucide-react';
import { paths } from '@/lib/paths';

export type NavigationItem = {
  label: string;
  href: string;
  icon: LucideIcon;
  /** After `g`. */
  key: string;
};

/** The console's pages, as they stand in the sidebar, the palette and the keyboard help. */
export const NAVIGATION: readonly { heading: string; items: readonly NavigationItem[] }[] = [
  {
    heading: 'Operate',
    items: [
      { label: 'Overview', href: paths.overview(), icon: SquareActivity, key: 'o' },
      { label: 'Decisions', href: paths.decisions(), icon: ScrollText, key: 'd' },
      { label: 'Tasks', href: paths.tasks(), icon: ListTodo, key: 't' },
      { label: 'Escalations', href: paths.escalations(), icon: UserRoundCheck, key: 'e' },
      { label: 'Stops', href: paths.stops(), icon: OctagonX, key: 's' },
    ],
  },
  {
    heading: 'Inventory',
    items: [{ label: 'Agents', href: paths.agents(), icon: Bot, key: 'a' }],
  },
];

export const NAVIGATION_ITEMS: readonly NavigationItem[] = NAVIGATION.flatMap(({ items }) => items);

/** Whether `pathname` lies in this item's part of the console. */
export const isCurrent = (item: NavigationItem, pathname: string): boolean =>
  item.href === '/' ? pathname === '/' : pathname === item.href || pathname.startsWith(`${item.href}/`);
