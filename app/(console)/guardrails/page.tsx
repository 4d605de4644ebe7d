import type { Metadata } from 'next';
import { GuardrailList } from '@/components/guardrail/guardrail-list';
import { requireViewer } from '@/lib/auth/viewer';

export const metadata: Metadata = { title: 'Guardrails' };

export default async function Page() {
  await requireViewer();
  return <GuardrailList />;
}
