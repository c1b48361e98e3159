import type { NodeDefinition } from '../define-node.ts';
import type { Field } from '../field.ts';
import type { FieldLabels, NodeLabels } from '../labels.ts';
import { escapeHtml } from './escape-html.ts';

/** The edit form Node-RED shows for a node: one row per field, in the order of the definition. */
export function formHtml(definition: NodeDefinition, labels: NodeLabels): string {
  const prefix = definition.role === 'config' ? 'node-config-input' : 'node-input';
  const rows = Object.entries(definition.fields).map(([name, spec]) =>
    fieldRow(`${prefix}-${name}`, name, spec, labels.fields[name]),
  );
  const outputs = 'rows' in definition.outputs ? [`<input type="hidden" id="${prefix}-outputs">`] : [];
  return [
    `<script type="text/html" data-template-name="${definition.type}">`,
    '<div class="crossdock-form">',
    ...nameRow(prefix),
    ...rows,
    ...outputs,
    '</div>',
    '</script>',
  ].join('\n');
}

const nameRow = (prefix: string): string[] => [
  '<div class="form-row">',
  `  <label for="${prefix}-name" data-i18n="node-red:common.label.name"></label>`,
  `  <input type="text" id="${prefix}-name" data-i18n="[placeholder]node-red:common.label.name">`,
  '</div>',
];

function fieldRow(id: string, name: string, spec: Field, labels: FieldLabels | undefined): string {
  const key = `fields.${name}`;
  const described = labels?.help ? ` aria-describedby="${id}-help"` : '';
  const wide = spec.kind === 'rows' || spec.kind === 'code';
  return [
    `<div class="form-row${wide ? ' crossdock-wide' : ''}" data-crossdock-field="${name}">`,
    `  <label for="${id}" data-i18n="${key}.label"></label>`,
    `  ${control(id, key, spec, labels, described)}`,
    ...(labels?.help ? [`  <div class="crossdock-help" id="${id}-help" data-i18n="${key}.help"></div>`] : []),
    '</div>',
  ].join('\n');
}

function control(
  id: string,
  key: string,
  spec: Field,
  labels: FieldLabels | undefined,
  described: string,
): string {
  const placeholder = labels?.placeholder ? ` data-i18n="[placeholder]${key}.placeholder"` : '';
  switch (spec.kind) {
    case 'text':
      return spec.multiline
        ? `<textarea id="${id}" rows="4"${placeholder}${described}></textarea>`
        : `<input type="text" id="${id}"${placeholder}${described}>`;
    case 'number': {
      const limits = [
        spec.min === undefined ? '' : ` min="${spec.min}"`,
        spec.max === undefined ? '' : ` max="${spec.max}"`,
        ` step="${spec.integer ? 1 : 'any'}"`,
      ].join('');
      const unit = spec.unit ? ` <span class="crossdock-unit">${escapeHtml(spec.unit)}</span>` : '';
      return `<input type="number" id="${id}"${limits}${placeholder}${described}>${unit}`;
    }
    case 'boolean':
      return `<input type="checkbox" id="${id}"${described}>`;
    case 'choice': {
      const options = spec.options.map(
        (option) => `<option value="${escapeHtml(option)}" data-i18n="${key}.options.${option}"></option>`,
      );
      return `<select id="${id}"${described}>${options.join('')}</select>`;
    }
    case 'typed':
      return `<input type="text" id="${id}"${placeholder}${described}><input type="hidden" id="${id}Type">`;
    case 'pick':
      return spec.open
        ? `<input type="text" id="${id}"${placeholder}${described}>`
        : `<select id="${id}"${described}></select>`;
    case 'node':
      return `<input type="text" id="${id}"${placeholder}${described}>`;
    case 'code':
      return `<div class="crossdock-code node-text-editor" id="${id}-editor"></div>`;
    case 'rows':
      return `<ol class="crossdock-rows" id="${id}-rows"${described}></ol>`;
  }
}
