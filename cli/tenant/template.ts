import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CrossdockError } from '../../domain/errors.ts';
import { parseYaml } from '../../runtime/documents/yaml-document.ts';

/** A folder that new tenants are made from; docs/tenants.md describes it. */
export interface Template {
  readonly name: string;
  readonly folder: string;
  readonly parameters: Readonly<Record<string, TemplateParameter>>;
}

interface TemplateParameter {
  readonly description: string;
  /** Without one the parameter must be given. */
  readonly default?: string;
}

/** One file of a template with the tenant's values in it. */
export interface Rendered {
  /** Relative to the folder it was asked from. */
  readonly path: string;
  readonly text: string;
}

/** @throws CD_TENANT_TEMPLATE */
export function readTemplate(folder: string, name: string): Template {
  const file = join(folder, 'template.yaml');
  const fault = (where: string, reason: string) =>
    new CrossdockError('CD_TENANT_TEMPLATE', { where, reason });
  if (!existsSync(file)) throw fault(file, 'there is no such template');
  const { data, problems, at } = parseYaml(file, readFileSync(file, 'utf8'));
  const [problem] = problems;
  if (problem) throw problem;
  const parameters = (data as { parameters?: unknown } | null)?.parameters ?? {};
  for (const [parameter, declared] of Object.entries(parameters)) {
    const { description, default: usual } = (declared ?? {}) as Partial<Record<string, unknown>>;
    if (typeof description !== 'string' || !['string', 'undefined'].includes(typeof usual)) {
      throw fault(
        at(['parameters', parameter]),
        `${parameter} needs a description, and a default that is a text`,
      );
    }
  }
  return { name, folder, parameters: parameters as Template['parameters'] };
}

/** What would end a text of a YAML or Markdown file, or begin something else there. */
const breaking = /["\\#`{}[\]|<>*!\p{Cc}]|:(?:\s|$)|^[\s&'%@?,-]|\s$/u;

/**
 * The values for a template's placeholders: those given, the defaults of the others, and the tenant's id.
 * @throws CD_TENANT_PARAMETER
 */
export function valuesFor(
  { name, parameters }: Template,
  id: string,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const known = Object.keys(parameters).join(', ') || '(none)';
  const fault = (reason: string) =>
    new CrossdockError('CD_TENANT_PARAMETER', { template: name, reason, known });
  const strange = Object.keys(given).find((one) => !Object.hasOwn(parameters, one));
  if (strange !== undefined) throw fault(`has no parameter ${strange}`);
  const values = Object.entries(parameters).map(([parameter, { default: usual }]) => {
    const value = given[parameter] ?? usual;
    if (value === undefined) throw fault(`needs a value for ${parameter}`);
    const [odd] = breaking.exec(value) ?? [];
    if (odd !== undefined) {
      const shown = JSON.stringify(odd);
      throw fault(
        `cannot write ${shown} of ${parameter} into its files: leave it out, and add it there afterwards`,
      );
    }
    return [parameter, value];
  });
  return { ...Object.fromEntries(values), id, ID: id.toUpperCase().replaceAll('-', '_') };
}

/**
 * Every file below `part` of the template, with `{{name}}` replaced by its value and `{{node:name}}` by an id that only
 * this tenant's node of that name has. @throws CD_TENANT_TEMPLATE naming the line of a placeholder without a value
 */
export function render(
  { folder }: Template,
  part: string,
  values: Readonly<Record<string, string>>,
): readonly Rendered[] {
  const root = join(folder, part);
  return globSync('**/*', { cwd: root })
    .filter((path) => statSync(join(root, path)).isFile())
    .sort()
    .map((path) => ({ path, text: fill(join(root, path), values) }));
}

/** The same for one file. */
export function fill(file: string, values: Readonly<Record<string, string>>): string {
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line, index) =>
      line.replace(/\{\{(node:)?([\w-]+)\}\}/g, (_, node: string | undefined, name: string) => {
        if (node) return nodeId(values.id ?? '', name);
        const value = Object.hasOwn(values, name) ? values[name] : undefined;
        if (value !== undefined) return value;
        const where = `${file}:${index + 1}`;
        throw new CrossdockError('CD_TENANT_TEMPLATE', { where, reason: `there is no parameter ${name}` });
      }),
    )
    .join('\n');
}

/** 16 hexadecimal digits, the same for the same tenant and name. */
const nodeId = (tenant: string, name: string): string =>
  createHash('sha256').update(`${tenant} ${name}`).digest('hex').slice(0, 16);
