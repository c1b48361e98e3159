import type { NodeDefinition } from '../define-node.ts';
import type { Fields } from '../field.ts';
import type { FieldLabels, NodeLabels } from '../labels.ts';

/** Paths in the labels file that the definition needs and that are absent or empty. */
export function missingLabels(definition: NodeDefinition, labels: NodeLabels): string[] {
  const { outputs } = definition;
  const names = 'rows' in outputs ? outputs.rest : outputs;
  return [
    ...(labels.label ? [] : ['label']),
    ...(labels.summary ? [] : ['summary']),
    ...missingIn('fields', definition.fields, labels.fields ?? {}),
    ...names.filter((name) => !labels.outputs?.[name]).map((name) => `outputs.${name}`),
  ];
}

function missingIn(path: string, fields: Fields, labels: Readonly<Record<string, FieldLabels>>): string[] {
  return Object.entries(fields).flatMap(([name, spec]) => {
    const own = labels[name];
    const at = `${path}.${name}`;
    if (!own?.label) return [`${at}.label`];
    if (spec.kind === 'choice') {
      return spec.options
        .filter((option) => !own.options?.[option])
        .map((option) => `${at}.options.${option}`);
    }
    return spec.kind === 'rows' ? missingIn(`${at}.columns`, spec.columns, own.columns ?? {}) : [];
  });
}
