import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { CrossdockError } from '../../domain/errors.ts';
import { programSchemas } from '../../domain/schema-options.ts';
import { schemaProblems } from '../documents/schema-problems.ts';
import { parseYaml, type YamlDocument } from '../documents/yaml-document.ts';

export const lifecycles = ['draft', 'test', 'active', 'deprecated', 'retired'] as const;

/** `pack.yaml`; the shape is `pack.schema.json`. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly owner: string;
  readonly lifecycle: (typeof lifecycles)[number];
  readonly description: string;
  readonly needs: {
    readonly nodes: readonly string[];
    readonly schemas: readonly string[];
    /** Packs whose mappings its own may extend. */
    readonly packs?: readonly string[];
  };
  readonly parameters: Readonly<Record<string, PackParameter>>;
  readonly channels: { readonly reads: readonly string[]; readonly writes: readonly string[] };
}

export interface PackParameter {
  readonly type: 'text' | 'number' | 'boolean';
  readonly default?: string | number | boolean;
  readonly description: string;
}

export interface ManifestFile {
  readonly manifest: Manifest;
  readonly document: YamlDocument;
}

const schema = JSON.parse(readFileSync(new URL('./pack.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv2020({
  ...programSchemas,
  allErrors: true,
  useDefaults: true,
  verbose: true,
  strict: false,
}).compile<Manifest>(schema);

/**
 * Reads the manifest of the pack in `folder`.
 * @throws CD_PACK_INVALID with every problem, each with line and column
 */
export function readManifest(folder: string): ManifestFile {
  const file = join(folder, 'pack.yaml');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (thrown) {
    throw new CrossdockError('CD_FILE_UNREADABLE', { where: file, reason: (thrown as Error).message });
  }
  const document = parseYaml(file, text);
  const [syntax] = document.problems;
  if (syntax) throw syntax;
  const { data } = document;
  if (validate(data)) return { manifest: data, document };
  const [first, ...more] = schemaProblems(document, validate.errors);
  const others = more.map(({ where, path, reason }) => `; ${where}: ${path} ${reason}`).join('');
  throw new CrossdockError('CD_PACK_INVALID', {
    where: first?.where ?? file,
    reason: `${first?.path} ${first?.reason}${others}`,
  });
}
