import { queryOptions, useMutation } from '@tanstack/react-query';
import type { ImportAgentsInput, PreviewImportInput } from '@/lib/contract/agent-import';
import type { CreateSystemInput } from '@/lib/contract/system';
import { apiPost } from './api';
import { itemsOf } from './page';
import { ImportedView, ImportPlanView } from './shape/agent-import';
import { ListSystemsAnswer, SystemView } from './shape/system';
import { useTouched } from './touched';

/** What an import would do. It changes nothing, so nothing else is read anew. */
export const usePreviewImport = () =>
  useMutation({
    mutationFn: (input: PreviewImportInput) =>
      apiPost('/api/v1/agent-imports/preview', ImportPlanView, input),
  });

export function useImportAgents() {
  const onSettled = useTouched(['agent', 'audit-event', 'overview', 'finding']);
  return useMutation({
    mutationFn: (input: ImportAgentsInput) => apiPost('/api/v1/agent-imports', ImportedView, input),
    onSettled,
  });
}

/** The MCP servers that can be asked for their tools. */
export const mcpServers = () =>
  queryOptions({
    queryKey: ['system', 'mcp-servers'],
    ...itemsOf('/api/v1/systems', ListSystemsAnswer, { kind: 'mcp', limit: 200 }),
  });

/** Registers an MCP server as a system; its page then asks it for its tools. */
export function useRegisterMcpServer() {
  const onSettled = useTouched(['system', 'audit-event', 'overview']);
  return useMutation({
    mutationFn: (input: CreateSystemInput) => apiPost('/api/v1/systems', SystemView, input),
    onSettled,
  });
}
