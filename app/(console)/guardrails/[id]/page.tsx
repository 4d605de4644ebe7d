import type { Metadata } from 'next';
import { GuardrailPage } from '@/components/guardrail/guardrail-page';
import { requireViewer } from '@/lib/auth/viewer';

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Guardrail ${decodeURIComponent((await params).id)}` };
}

export default async function Page({ params }: Props) {
  await requireViewer();
  const { id } = await params;
  return <GuardrailPage id={decodeURIComponent(id)} />;
}
