'use client';

import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { PageHeader } from '@/components/layout/page-header';
import { Segmented } from '@/components/ui/segmented';
import { paths } from '@/lib/paths';
import { FileImport } from './file-import';
import { McpImport } from './mcp-import';

const SOURCES = ['csv', 'card', 'mcp'] as const;

/** Brings in what stands elsewhere: nothing is done before somebody has seen what it would be. */
export function ImportPage() {
  const [from, setFrom] = useQueryState('from', parseAsStringLiteral(SOURCES).withDefault('csv'));
  return (
    <>
      <PageHeader
        title="Import"
        back={{ label: 'Agents', href: paths.agents() }}
        description="Nothing is done before you have seen what it would be. New agents are drafts: nothing is allowed to them before somebody activates them."
        actions={
          <Segmented
            label="Source"
            options={[
              { value: 'csv', label: 'CSV file' },
              { value: 'card', label: 'A2A card' },
              { value: 'mcp', label: 'MCP server' },
            ]}
            value={from}
            onChange={(next) => void setFrom(next, { history: 'push' })}
          />
        }
      />
      {from === 'mcp' ? <McpImport /> : <FileImport key={from} from={from} />}
    </>
  );
}
