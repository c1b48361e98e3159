import type { NodeDefinition } from '../define-node.ts';
import type { Field, TypedValue } from '../field.ts';
import { emptyValue, isShown } from '../parse-config.ts';
import { loadOptions } from './pick.ts';
import { type CodeEditor, type EditorNode, editorRed, jquery, widget } from './red.ts';
import { type RowsControl, rowsControl } from './rows.ts';

export interface OpenForm {
  readonly node: EditorNode;
  /** What the form holds now, in the stored form. */
  read(): Record<string, unknown>;
  save(): void;
  resize(height: number): void;
  close(): void;
}

/**
 * Brings the open edit dialog of a node to life: pickers, typed inputs, rows, editors, conditional rows.
 * `config` is the node's configuration at the definition's version; the node itself changes on save only.
 */
export function openForm(
  definition: NodeDefinition,
  node: EditorNode,
  config: Readonly<Record<string, unknown>>,
): OpenForm {
  const prefix = definition.role === 'config' ? 'node-config-input' : 'node-input';
  const input = (name: string) => jquery(`#${prefix}-${name}`);
  const rows = new Map<string, RowsControl>();
  const editors = new Map<string, CodeEditor>();
  const fields = Object.entries(definition.fields);

  const readField = (name: string, spec: Field): Record<string, unknown> => {
    if (spec.kind === 'rows') return { [name]: rows.get(name)?.read() ?? [] };
    if (spec.kind === 'code') return { [name]: editors.get(name)?.getValue() ?? '' };
    if (spec.kind === 'boolean') return { [name]: input(name).prop('checked') === true };
    if (spec.kind === 'typed') {
      return {
        [name]: widget(input(name)).typedInput('value'),
        [`${name}Type`]: widget(input(name)).typedInput('type'),
      };
    }
    return { [name]: input(name).val() ?? '' };
  };
  const read = () => Object.assign({}, ...fields.map(([name, spec]) => readField(name, spec)));
  const refresh = () => {
    const values = read();
    for (const [name, spec] of fields) {
      jquery(`.crossdock-form [data-crossdock-field="${name}"]`).toggle(
        isShown(definition.fields, spec, values),
      );
    }
  };
  const { outputs } = definition;
  const countPorts = () => {
    if (!('rows' in outputs)) return;
    const control = rows.get(outputs.rows);
    if (control) input('outputs').val(JSON.stringify(portMoves(control, node, outputs.rest.length)));
  };

  for (const [name, spec] of fields) {
    const stored = config[name] ?? emptyValue(spec);
    if (spec.kind === 'pick') loadOptions(input(name), String(stored), { spec, flow: node.z });
    else if (spec.kind === 'typed') {
      const { type, value } = emptyValue(spec) as TypedValue;
      widget(input(name)).typedInput({ types: spec.types, typeField: input(`${name}Type`) });
      widget(input(name)).typedInput('type', String(config[`${name}Type`] ?? type));
      widget(input(name)).typedInput('value', String(config[name] ?? value));
    } else if (spec.kind === 'rows') {
      const list = jquery(`#${prefix}-${name}-rows`);
      const saved = Array.isArray(stored) ? stored : [];
      rows.set(name, rowsControl(list, `fields.${name}`, spec, node, saved, countPorts));
    } else if (spec.kind === 'code') {
      const id = `${prefix}-${name}-editor`;
      const mode = `ace/mode/${spec.language}`;
      editors.set(name, editorRed.editor.createEditor({ id, mode, value: String(stored) }));
    } else if (spec.kind === 'boolean') input(name).prop('checked', String(stored) === 'true');
    else if (spec.kind !== 'node') input(name).val(stored === undefined ? '' : String(stored));
  }
  countPorts();
  refresh();
  jquery('.crossdock-form').on('change', refresh);

  return {
    node,
    read,
    save() {
      node.version = definition.version;
      for (const name of definition.former ?? []) node[name] = undefined;
      for (const [name, control] of rows) node[name] = control.read();
      for (const [name, editor] of editors) node[name] = editor.getValue();
    },
    resize(height) {
      const others = jquery('.crossdock-form > .form-row:not(.crossdock-wide):visible')
        .toArray()
        .reduce((sum, row) => sum + (jquery(row).outerHeight(true) ?? 0), 0);
      const share = Math.max(180, (height - others) / Math.max(1, rows.size + editors.size) - 60);
      for (const control of rows.values()) control.height(share);
      for (const [name, editor] of editors) {
        jquery(`#${prefix}-${name}-editor`).css('height', `${share}px`);
        editor.resize();
      }
    },
    close() {
      for (const editor of editors.values()) editor.destroy();
    },
  };
}

/** Node-RED's map of old to new ports: the rows' moves, then the fixed outputs behind them. */
function portMoves(control: RowsControl, node: EditorNode, fixed: number): Record<string, string> {
  const now = control.read().length;
  const before = Math.max(0, Number(node.outputs ?? fixed) - fixed);
  const moves = control.moves();
  for (let index = 0; index < fixed; index += 1) moves[before + index] = String(now + index);
  return moves;
}
