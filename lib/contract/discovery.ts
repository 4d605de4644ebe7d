import { z } from 'zod';
import { FOUND_CHANGES } from '@/lib/domain/found-tool';
import { Slug } from './common';
import { operation } from './operation';
import { ActionClassName, SensitivityName } from './scope';

export const DiscoverToolsInput = z.object({
  id: Slug,
  preview: z.boolean().default(false).describe('only tell what would change'),
});
export type DiscoverToolsInput = z.output<typeof DiscoverToolsInput>;

export const FoundToolView = z.object({
  name: z.string(),
  change: z.enum(FOUND_CHANGES),
  why: z.string().nullable().describe('why a tool cannot be registered'),
  description: z.string().nullable(),
  proposed: z
    .object({
      actionClass: ActionClassName,
      sensitivity: SensitivityName,
      returnsUntrusted: z.boolean(),
      reversible: z.boolean(),
    })
    .nullable()
    .describe('how a new tool is registered; a person corrects it when reviewing'),
  parts: z
    .array(z.object({ part: z.string(), before: z.string().nullable(), after: z.string().nullable() }))
    .describe('what of the definition differs from the one that was discovered last'),
});
export type FoundToolView = z.output<typeof FoundToolView>;

export const DiscoveryView = z.object({
  system: z.string(),
  applied: z.boolean(),
  tools: z.array(FoundToolView),
});
export type DiscoveryView = z.output<typeof DiscoveryView>;

export const discoveryOperations = {
  discover: operation({
    id: 'discoverTools',
    method: 'POST',
    path: '/api/v1/systems/{id}/discover',
    summary: 'Ask an MCP server for its tools; new and changed ones are deferred until they are reviewed',
    permission: 'system.discover',
    input: DiscoverToolsInput,
    output: DiscoveryView,
  }),
};
