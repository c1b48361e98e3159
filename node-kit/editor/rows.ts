import type { RowsField } from '../field.ts';
import { isShown } from '../parse-config.ts';
import { type Control, columnControl } from './control.ts';
import { type EditorNode, jquery, widget } from './red.ts';

type Row = Record<string, unknown>;

export interface RowsControl {
  read(): Row[];
  /** Old port → new port (`-1` gone), for nodes with one output per row. */
  moves(): Record<string, string>;
  height(pixels: number): void;
}

/** Turns the list of one rows field into an editable, sortable list of its columns. */
export function rowsControl(
  list: JQuery,
  key: string,
  spec: RowsField,
  node: EditorNode,
  stored: readonly Row[],
  changed: () => void,
): RowsControl {
  const before = stored.length;
  const removed = new Set<number>();
  const word = (column: string, part: string) => {
    const found = node._(`${key}.columns.${column}.${part}`);
    return found.startsWith(key) ? '' : found;
  };

  widget(list).editableList({
    header: header(Object.keys(spec.columns).map((column) => word(column, 'label'))),
    sortable: true,
    removable: true,
    addItem(container: JQuery, _index: number, item: { row?: Row; from?: number; read?: () => Row }) {
      const row = item.row ?? {};
      const controls = new Map<string, Control>();
      const line = jquery('<div class="crossdock-row">').appendTo(container);
      const read = (): Row => Object.assign({}, ...[...controls.values()].map((control) => control.read()));
      item.read = read;
      for (const [column, columnSpec] of Object.entries(spec.columns)) {
        const words = {
          label: word(column, 'label'),
          placeholder: word(column, 'placeholder'),
          option: (value: string) => word(column, `options.${value}`) || value,
        };
        const control = columnControl(column, columnSpec, row, words, { flow: node.z });
        controls.set(column, control);
        line.append(control.element);
        control.element.trigger('crossdock:shown');
      }
      const refresh = () => {
        const values = read();
        for (const [column, columnSpec] of Object.entries(spec.columns)) {
          controls
            .get(column)
            ?.element.css('visibility', isShown(spec.columns, columnSpec, values) ? '' : 'hidden');
        }
      };
      refresh();
      line.on('change input', () => {
        refresh();
        changed();
      });
    },
    removeItem(item: { from?: number }) {
      if (item.from !== undefined) removed.add(item.from);
      changed();
    },
    sortItems: changed,
  });
  for (const [from, row] of stored.entries()) widget(list).editableList('addItem', { row, from });
  for (let count = before; count < (spec.min ?? 0); count += 1) widget(list).editableList('addItem', {});

  const items = () =>
    widget(list)
      .editableList('items')
      .toArray()
      .map((element) => jquery(element).data('data') as { from?: number; read: () => Row });
  return {
    read: () => items().map((item) => item.read()),
    moves() {
      const moves: Record<string, string> = {};
      for (const from of removed) moves[from] = '-1';
      for (const [to, item] of items().entries()) moves[item.from ?? `new-${to}`] = String(to);
      return moves;
    },
    height: (pixels) => widget(list).editableList('height', pixels),
  };
}

function header(labels: readonly string[]): JQuery {
  const head = jquery('<div class="crossdock-row crossdock-row-head">');
  for (const label of labels) jquery('<span>').text(label).appendTo(head);
  return head;
}
