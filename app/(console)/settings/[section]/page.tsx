import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { SettingsPage } from '@/components/settings/settings-page';
import { requireViewer } from '@/lib/auth/viewer';
import { SETTINGS_SECTIONS } from '@/lib/paths';

type Props = { params: Promise<{ section: string }> };

export const metadata: Metadata = { title: 'Settings' };

export default async function Page({ params }: Props) {
  await requireViewer();
  const { section } = await params;
  const known = SETTINGS_SECTIONS.find((one) => one === section);
  if (known === undefined) notFound();
  return <SettingsPage section={known} />;
}
