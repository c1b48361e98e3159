import type { NodeDefinition } from '../define-node.ts';
import type { Field, Fields } from '../field.ts';
import type { FieldLabels, NodeLabels } from '../labels.ts';

/**
 * The help panel: the node's own text, then tables of its outputs and properties from the definition.
 * Node-RED renders the Markdown.
 */
export function helpText(definition: NodeDefinition, labels: NodeLabels, written: string): string {
  const parts = [written.trim(), outputTable(definition, labels), propertyTable(definition, labels)];
  return [
    `<script type="text/markdown" data-help-name="${definition.type}">`,
    parts.filter((part) => part !== '').join('\n\n'),
    '</script>',
  ].join('\n');
}

function outputTable({ outputs }: NodeDefinition, labels: NodeLabels): string {
  const named = ('rows' in outputs ? outputs.rest : outputs).map((name) => [
    name,
    labels.outputs[name] ?? '',
  ]);
  const rows =
    'rows' in outputs
      ? [['1, 2, …', `one per row of *${labels.fields[outputs.rows]?.label}*`], ...named]
      : named;
  return rows.length > 0 ? table('Outputs', ['Output', 'Carries'], rows) : '';
}

function propertyTable({ fields }: NodeDefinition, labels: NodeLabels): string {
  const rows = propertyRows(fields, labels.fields, '');
  return rows.length > 0 ? table('Properties', ['Property', 'Takes', 'Meaning'], rows) : '';
}

const propertyRows = (
  fields: Fields,
  labels: Readonly<Record<string, FieldLabels>>,
  prefix: string,
): string[][] =>
  Object.entries(fields).flatMap(([name, spec]) => {
    const own = labels[name];
    const row = [`${prefix}${own?.label ?? name}`, takes(spec), own?.help ?? ''];
    return spec.kind === 'rows'
      ? [row, ...propertyRows(spec.columns, own?.columns ?? {}, `${own?.label ?? name} › `)]
      : [row];
  });

function takes(spec: Field): string {
  const needed = spec.required ? ', required' : '';
  switch (spec.kind) {
    case 'number': {
      const unit = spec.unit ? ` of ${spec.unit}` : '';
      const from = spec.min === undefined ? '' : ` from ${spec.min}`;
      const to = spec.max === undefined ? '' : ` to ${spec.max}`;
      const standard = spec.default === undefined ? '' : `, ${spec.default} by default`;
      return `number${unit}${from}${to}${standard}${needed}`;
    }
    case 'boolean':
      return `yes or no, ${spec.default ? 'yes' : 'no'} by default`;
    case 'choice':
      return `one of ${spec.options.length}${needed}`;
    case 'typed':
      return `value or expression${needed}`;
    case 'pick':
      return `${picked[spec.from]}${needed}`;
    case 'node':
      return `a ${spec.type} node${needed}`;
    case 'code':
      return `${spec.language}${needed}`;
    case 'rows':
      return `rows${needed}`;
    case 'text':
      return `text${needed}`;
  }
}

const picked = {
  systems: 'a system of the site',
  schedules: 'a schedule of the site',
  'pack-files': 'a file of the pack',
  channels: 'a channel',
  'canonical-objects': 'a canonical object',
} as const;

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [`### ${title}`, '', line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
