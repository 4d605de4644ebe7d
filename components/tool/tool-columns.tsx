import type { Column } from '@/components/ui/data-table';
import { StateChip } from '@/components/ui/state-chip';
import type { ToolListItem } from '@/lib/contract/tool';
import { DriftChip } from './drift-chip';

/** What every list of tools shows of each, beside its name. */
const TOOL_COLUMNS: Record<
  'state' | 'class' | 'sensitivity' | 'output' | 'undo' | 'triggers',
  Column<ToolListItem>
> = {
  state: {
    id: 'state',
    header: 'State',
    card: 'mark',
    width: 'w-60',
    cell: (tool) => (
      <span className="inline-flex gap-1.5 max-sm:flex-col max-sm:items-end">
        <StateChip state={tool.state} />
        <DriftChip tool={tool} />
      </span>
    ),
  },
  class: { id: 'class', header: 'Does', width: 'w-24', cell: ({ actionClass }) => actionClass },
  sensitivity: {
    id: 'sensitivity',
    header: 'Data',
    width: 'w-28',
    from: 'md',
    cell: ({ sensitivity }) => sensitivity,
  },
  output: {
    id: 'output',
    header: 'Output',
    width: 'w-24',
    from: 'lg',
    cell: ({ returnsUntrusted }) =>
      returnsUntrusted ? 'untrusted' : <span className="text-faint">trusted</span>,
  },
  undo: {
    id: 'undo',
    header: 'Undo',
    width: 'w-24',
    from: 'lg',
    cell: ({ reversible }) => (reversible ? <span className="text-faint">yes</span> : 'no'),
  },
  triggers: {
    id: 'triggers',
    header: 'Sets in motion',
    width: 'w-36',
    from: 'xl',
    cell: ({ triggers }) =>
      triggers.length === 0 ? <span className="text-faint">–</span> : <span>{triggers.join(', ')}</span>,
  },
};

/** The columns of a list of tools, each told by a name. */
export const toolColumns = (nameOf: (tool: ToolListItem) => string): readonly Column<ToolListItem>[] => [
  {
    id: 'name',
    header: 'Tool',
    card: 'title',
    cell: (tool) => (
      <span title={tool.description ?? tool.id}>
        {nameOf(tool)}{' '}
        {tool.description !== null && (
          <span className="font-normal text-muted max-sm:hidden">{tool.description}</span>
        )}
      </span>
    ),
  },
  TOOL_COLUMNS.state,
  TOOL_COLUMNS.class,
  TOOL_COLUMNS.sensitivity,
  TOOL_COLUMNS.output,
  TOOL_COLUMNS.undo,
  TOOL_COLUMNS.triggers,
];
