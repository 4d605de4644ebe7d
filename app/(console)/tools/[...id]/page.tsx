import type { Metadata } from 'next';
import { ToolPage } from '@/components/tool/tool-page';
import { requireViewer } from '@/lib/auth/viewer';

type Props = { params: Promise<{ id: string[] }> };

const idOf = (segments: readonly string[]): string => segments.map(decodeURIComponent).join('/');

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Tool ${idOf((await params).id)}` };
}

export default async function Page({ params }: Props) {
  await requireViewer();
  return <ToolPage id={idOf((await params).id)} />;
}
