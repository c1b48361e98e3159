import { type NodeDefinition, outputNames } from '../define-node.ts';
import type { TypedValue } from '../field.ts';
import { emptyValue, parseConfig } from '../parse-config.ts';
import { type Upgrades, upgradeConfig } from '../upgrade-config.ts';
import { type OpenForm, openForm } from './form.ts';
import { type EditorNode, editorRed, jsonata } from './red.ts';

/** What a node's `editor.ts` may add where fields cannot express it. */
export interface EditorHooks {
  /** After the form is filled. */
  opened?(node: EditorNode, form: OpenForm): void;
  /** Before the form is read. */
  saving?(node: EditorNode, form: OpenForm): void;
}

let open: OpenForm | undefined;

/** Registers a node with the editor; the generated script of each node calls it with its definition. */
export function registerNode(
  definition: NodeDefinition & { readonly icon: string; readonly color: string },
  upgrades: Upgrades,
  hooks: EditorHooks,
): void {
  const { type, role, caption } = definition;
  const rowOutputs = 'rows' in definition.outputs ? definition.outputs : undefined;
  const names = outputNames(definition, {});
  editorRed.nodes.registerType(type, {
    category: role === 'config' ? 'config' : definition.category,
    color: definition.color,
    icon: definition.icon,
    align: definition.inputs === 1 && names.length === 0 && !rowOutputs ? 'right' : 'left',
    inputs: definition.inputs,
    outputs: names.length,
    defaults: defaults(definition, upgrades),
    paletteLabel(this: EditorNode) {
      return this._('label');
    },
    label(this: EditorNode) {
      return this.name || (caption && String(this[caption] ?? '')) || this._('label');
    },
    labelStyle(this: EditorNode) {
      return this.name ? 'node_label_italic' : '';
    },
    outputLabels(this: EditorNode, port: number) {
      const name = outputNames(definition, this)[port] ?? '';
      return rowOutputs && /^\d+$/.test(name) ? name : this._(`outputs.${name}`);
    },
    oneditprepare(this: EditorNode) {
      open = openForm(definition, this, upgradeConfig(this, definition.version, upgrades).config);
      hooks.opened?.(this, open);
    },
    oneditsave(this: EditorNode) {
      if (open) hooks.saving?.(this, open);
      open?.save();
      close();
    },
    oneditcancel: close,
    oneditdelete: close,
    oneditresize(size: { height: number }) {
      open?.resize(size.height);
    },
  });
}

function close(): void {
  open?.close();
  open = undefined;
}

function defaults(definition: NodeDefinition, upgrades: Upgrades): Record<string, unknown> {
  const made: Record<string, unknown> = {
    name: { value: '' },
    version: { value: definition.version },
  };
  for (const [name, spec] of Object.entries(definition.fields)) {
    if (spec.kind === 'node') {
      made[name] = { value: '', type: spec.type, required: spec.required === true };
      continue;
    }
    const validate = validator(definition, upgrades, name);
    const empty = emptyValue(spec);
    if (spec.kind !== 'typed') made[name] = { value: empty ?? '', validate };
    else {
      const { type, value } = empty as TypedValue;
      made[name] = { value, validate };
      made[`${name}Type`] = { value: type };
    }
  }
  for (const name of definition.former ?? []) made[name] = { value: undefined };
  if ('rows' in definition.outputs) made.outputs = { value: definition.outputs.rest.length };
  return made;
}

/** The same checks as at deploy, on the form while it is open, else on the stored node. */
function validator(definition: NodeDefinition, upgrades: Upgrades, name: string) {
  return function validate(this: EditorNode, value: unknown, _options: unknown): true | string {
    const editing = open?.node.id === this.id ? open.read() : undefined;
    const { config } = upgradeConfig(editing ?? { ...this, [name]: value }, definition.version, upgrades);
    const { problems } = parseConfig(definition.fields, editing ?? config, {
      jsonata: (text) => void jsonata(text),
    });
    const problem = problems.find(({ field }) => field === name || field.startsWith(`${name}[`));
    return problem ? `${this._(`fields.${name}.label`)} ${problem.problem}` : true;
  };
}
