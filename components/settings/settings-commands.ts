import type { CommandSource } from '@/components/layout/command-search';
import { paths, SETTINGS_SECTIONS } from '@/lib/paths';

const PAGES = [
  ...SETTINGS_SECTIONS.map((section) => ({
    id: `settings-${section}`,
    label: `Settings: ${section.replaceAll('-', ' ')}`,
    href: paths.settings(section),
  })),
  { id: 'my-reviews', label: 'My reviews', href: paths.myReviews() },
  { id: 'review-schedules', label: 'Review schedules', href: paths.reviewSchedules() },
  { id: 'setup', label: 'Setup wizard', href: paths.setup() },
  { id: 'checkpoints', label: 'Audit: checkpoints', href: paths.checkpoints() },
];

/** Pages that stand in no menu. Nobody needs to be asked for them. */
export const settingsCommands: CommandSource = {
  heading: 'Pages',
  queryKey: (text) => ['page', 'command', text],
  search: async (text) =>
    PAGES.filter(({ label }) => label.toLowerCase().includes(text.toLowerCase())).slice(0, 5),
};
