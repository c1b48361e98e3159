import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CrossdockError } from '../../domain/errors.ts';
import { compileMapping } from '../../domain/mapping/compile.ts';
import { explain, type MappingExplanation } from '../../domain/mapping/explain.ts';
import type { Decision } from '../../domain/mapping/layering.ts';
import { mappingName } from '../../domain/mapping/read-mapping.ts';
import { mappingFiles } from '../../runtime/packs/mapping-files.ts';
import { PackStore } from '../../runtime/packs/pack-store.ts';
import { createPacksView } from '../../runtime/packs/view.ts';
import { loadSite } from '../../runtime/site/load-site.ts';
import { readArguments, UsageError } from '../arguments.ts';
import { chooseSite } from '../choose-site.ts';
import { ownNodes } from '../pack/known-nodes.ts';
import type { Command } from '../run-command.ts';

const options = { field: { type: 'string' } } as const;

/** `crossdock mapping explain <mapping> [site] [--field name]`: which layer, file and line decided each field. */
export const run: Command = async (args, terminal, env) => {
  const { positionals, values } = readArguments(args, options, 3);
  const [action, name, named] = positionals;
  if (action !== 'explain' || name === undefined) {
    throw new UsageError('explain the name of a mapping');
  }
  const site = loadSite(chooseSite(named, env), env, { withoutSecrets: true });
  const view = createPacksView(new PackStore(site, await ownNodes()));
  const own = site.packs.flatMap((pack) =>
    mappingFiles(pack.name, { ...view, neededBy: () => [] }).map(({ text }) => ({
      pack: pack.name,
      mapping: mappingName(text),
    })),
  );
  const found = own.find(({ mapping }) => mapping === name);
  if (!found) {
    const known = own.flatMap(({ mapping }) => mapping ?? []).sort();
    throw new CrossdockError('CD_MAPPING_NOT_IN_SITE', { mapping: name, known: known.join(', ') });
  }
  const compiled = compileMapping(name, { files: mappingFiles(found.pack, view), canonicalSchema });
  for (const line of describe(explain(compiled), values.field)) terminal.out(line);
  return 0;
};

const place = ({ layer, file, line }: Decision): string => `${layer}  ${file}:${line}`;

/** The layers from the lowest up, then a line per field with what decided it and, below, what that replaced. */
function describe(explanation: MappingExplanation, field: string | undefined): string[] {
  const { mapping, version, layers, fields, removed, tables } = explanation;
  const asked = (name: string): boolean => field === undefined || name === field;
  const shown = fields.filter(({ target }) => asked(target));
  const gone = removed.filter(({ target }) => asked(target));
  const width = Math.max(0, ...[...shown, ...gone].map(({ target }) => target.length));
  const below = (text: string): string => `${' '.repeat(width)}    ${text}`;
  return [
    `${mapping} ${version}: ${layers.map((one) => `${one.mapping} (${one.layer})`).join(' → ')}`,
    ...shown.flatMap((one) => [
      `${one.target.padEnd(width)}  ${one.rule}`,
      below(place(one)),
      ...one.replaced.map((replaced) => below(`instead of ${place(replaced)}`)),
    ]),
    ...gone.flatMap((one) => [`${one.target.padEnd(width)}  taken away`, below(place(one))]),
    ...(field === undefined
      ? tables.map((one) => `table ${one.table} ${one.code} = ${JSON.stringify(one.value)}  ${place(one)}`)
      : []),
    ...(shown.length + gone.length === 0 ? [`no layer has a rule for ${field}`] : []),
  ];
}

const schemas = join(import.meta.dirname, '..', '..', 'canonical-schemas');

function canonicalSchema(object: string, version: string): unknown {
  const file = join(schemas, object, `v${version}.schema.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}
