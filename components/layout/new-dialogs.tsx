'use client';

import { type ComponentType, lazy, Suspense } from 'react';
import { dropNewWish, type NewThing, useNewWish } from './new-wish';

type Dialog = ComponentType<{ onClose: () => void }>;

/** Each is loaded when it is wanted: most pages never do. */
const DIALOGS: Record<NewThing, Dialog> = {
  agent: lazy(async () => ({
    default: (await import('@/components/agent/new-agent-dialog')).NewAgentDialog,
  })),
  system: lazy(async () => ({
    default: (await import('@/components/system/new-system-dialog')).NewSystemDialog,
  })),
  tool: lazy(async () => {
    const { NewToolDialog } = await import('@/components/tool/new-tool-dialog');
    return {
      default: ({ onClose }: { onClose: () => void }) => <NewToolDialog system={null} onClose={onClose} />,
    };
  }),
  context: lazy(async () => ({
    default: (await import('@/components/context/new-context-dialog')).NewContextDialog,
  })),
  guardrail: lazy(async () => ({
    default: (await import('@/components/guardrail/new-guardrail-dialog')).NewGuardrailDialog,
  })),
  issuer: lazy(async () => ({
    default: (await import('@/components/issuer/new-issuer-dialog')).NewIssuerDialog,
  })),
};

/** The dialogs for new things that the palette opens. */
export function NewDialogs() {
  const wish = useNewWish();
  if (wish === null) return null;
  const Dialog = DIALOGS[wish];
  return (
    <Suspense fallback={null}>
      <Dialog onClose={dropNewWish} />
    </Suspense>
  );
}
