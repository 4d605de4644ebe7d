import { useShortcut } from './shortcut';
import { focusedRow, type Selection } from './table-selection';

/** `x` turns the row over in which the focus is, `X` reaches from the one before to it. */
export function SelectionKeys<Row>({ selection: { press } }: { selection: Selection<Row> }) {
  const run = (isRange: boolean) => {
    const id = focusedRow();
    if (id !== null) press(id, isRange);
  };
  useShortcut({ keys: 'x', label: 'Select the row, or not', group: 'Lists' }, () => run(false));
  useShortcut({ keys: 'X', label: 'Select up to the row (Shift+X)', group: 'Lists' }, () => run(true));
  return null;
}
