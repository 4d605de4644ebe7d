import { queryOptions, useMutation } from '@tanstack/react-query';
import type { ChoosePresetInput } from '@/lib/contract/setup';
import { apiGet, apiPost } from './api';
import { DemoRunView, RemovedDemoView, SetupView } from './shape/setup';
import { ListTiersAnswer } from './shape/tier';
import { ToolView } from './shape/tool';
import { useTouched } from './touched';

const POLL_MS = 60_000;

export const setup = () =>
  queryOptions({
    queryKey: ['setup'],
    queryFn: ({ signal }) => apiGet('/api/v1/setup', SetupView, { signal }),
    refetchInterval: POLL_MS,
  });

export const tiersNow = () =>
  queryOptions({
    queryKey: ['tier', 'all'],
    queryFn: ({ signal }) => apiGet('/api/v1/tiers', ListTiersAnswer, { signal }),
  });

/** A tool with its input schema, for a call that fits it. */
export const toolDefinition = (id: string) =>
  queryOptions({
    queryKey: ['tool', 'definition', id],
    queryFn: ({ signal }) => apiGet(`/api/v1/tools/${encodeURIComponent(id)}`, ToolView, { signal }),
  });

export function useChoosePreset() {
  const onSettled = useTouched(['setup', 'tier', 'audit-event']);
  return useMutation({
    mutationFn: (input: ChoosePresetInput) => apiPost('/api/v1/setup/choose-preset', SetupView, input),
    onSettled,
  });
}

export function useDismissSetup() {
  const onSettled = useTouched(['setup', 'audit-event']);
  return useMutation({
    mutationFn: (input: { dismissed: boolean }) => apiPost('/api/v1/setup/dismiss', SetupView, input),
    onSettled,
  });
}

/** Everything may have changed with the demo gone. */
const ALL = [
  'setup',
  'agent',
  'user',
  'system',
  'tool',
  'api-key',
  'task',
  'grant',
  'entitlement',
  'overview',
  'finding',
  'audit-event',
  'escalation',
];

export function useRemoveDemo() {
  const onSettled = useTouched(ALL);
  return useMutation({
    mutationFn: () => apiPost('/api/v1/setup/remove-demo', RemovedDemoView, {}),
    onSettled,
  });
}

export const startDemoRun = () => apiPost('/api/v1/setup/demo-run', DemoRunView, {});
