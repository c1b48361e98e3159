import { readFileSync } from 'node:fs';
import { canonicalObjects, canonicalVersions, isCanonicalObject } from '../../domain/canonical/validate.ts';
import type { CrossdockError } from '../../domain/errors.ts';
import { isMasterObject, masterTables } from '../../domain/master-data/objects.ts';
import { editorSource, ownedDocuments, siteOwner } from '../../domain/master-data/ownership.ts';
import { ownerPart } from '../../domain/master-data/record.ts';
import type { DocumentPath } from '../documents/yaml-document.ts';

/** What checks of a site file report with. */
export interface Faults {
  /** None when the name is known, or is no text. */
  named(path: DocumentPath, name: unknown, known: readonly string[], expected: string): CrossdockError[];
  field(path: DocumentPath, reason: string): CrossdockError[];
}

type Mapping = Readonly<Record<string, unknown>>;

/** Checks the ownership matrix: its names lead somewhere, and no field has two owners. */
export function checkOwnership(site: Mapping, { named, field }: Faults): CrossdockError[] {
  const systems = Object.keys(mapping(site.systems));
  const owners = [...systems, siteOwner];
  const owner = (path: DocumentPath, name: unknown) =>
    named(path, name, owners, `a system of this site, or '${siteOwner}' for its files`);

  const checkGroups = (object: string, groups: Mapping): CrossdockError[] => {
    const path: DocumentPath = ['systemOfRecord', object, 'fields'];
    const known = fieldsOf(object);
    const id = isMasterObject(object) ? masterTables[object].id : null;
    const groupOf = new Map<string, string>();
    return Object.entries(groups).flatMap(([name, group]) => {
      const { owner: system, fields } = mapping(group);
      const listed = Array.isArray(fields) ? fields.map(String) : [];
      return [
        ...(name === ownerPart ? field([...path, name], 'is a name that no group may have') : []),
        ...owner([...path, name, 'owner'], system),
        ...listed.flatMap((one, index) => {
          const at = [...path, name, 'fields', index];
          const other = groupOf.get(one);
          groupOf.set(one, name);
          if (one === id) return field(at, 'is the id, which belongs to the owner of the object');
          if (other !== undefined && other !== name) return field(at, `is also in the group ${other}`);
          return known && !known.includes(one)
            ? field(at, `is no field of ${object}; there are: ${known.join(', ')}`)
            : [];
        }),
      ];
    });
  };

  const checkSources = (path: DocumentPath, sources: unknown): CrossdockError[] =>
    (Array.isArray(sources) ? sources : []).flatMap((one: unknown, index) => {
      const at = [...path, 'sources', index];
      return typeof one === 'string'
        ? named(
            at,
            one,
            [...systems, editorSource],
            `a system of this site, or '${editorSource}' for its editor`,
          )
        : named([...at, 'system'], mapping(one).system, systems, 'a system of this site');
    });

  const checkTenant = (path: DocumentPath, tenant: string, one: unknown): CrossdockError[] => [
    ...named(path, tenant, Object.keys(mapping(site.tenants)), 'a tenant of this site'),
    ...(typeof one === 'string' ? owner(path, one) : owner([...path, 'owner'], mapping(one).owner)),
    ...checkSources(path, mapping(one).sources),
  ];

  const checkLine = (object: string, entry: unknown): CrossdockError[] => {
    const path: DocumentPath = ['systemOfRecord', object];
    const { owner: system, tenants, fields, subscribers, sources } = mapping(entry);
    return [
      ...(isCanonicalObject(object)
        ? misplaced(object, mapping(entry)).flatMap(([at, reason]) => field([...path, ...at], reason))
        : field(path, `is not a canonical object; there are: ${canonicalObjects.join(', ')}`)),
      ...(typeof entry === 'string' ? owner(path, entry) : owner([...path, 'owner'], system)),
      ...Object.entries(mapping(tenants)).flatMap(([tenant, one]) =>
        checkTenant([...path, 'tenants', tenant], tenant, one),
      ),
      ...checkGroups(object, mapping(fields)),
      ...checkSources(path, sources),
      ...(Array.isArray(subscribers) ? subscribers : []).flatMap((one: unknown, index) =>
        named([...path, 'subscribers', index], one, systems, 'a system of this site'),
      ),
    ];
  };

  return [
    ...(systems.includes(siteOwner)
      ? field(['systems', siteOwner], "is the name of the site's own files in systemOfRecord")
      : []),
    ...Object.entries(mapping(site.systemOfRecord)).flatMap(([object, entry]) => checkLine(object, entry)),
  ];
}

/** What a line says that nothing would hold to, and why not. */
function misplaced(object: string, entry: Mapping): readonly (readonly [at: DocumentPath, why: string])[] {
  const isMaster = isMasterObject(object);
  if (!isMaster && !ownedDocuments.some((one) => one === object)) {
    const those = `master data and ${ownedDocuments.join(', ')}`;
    return [[[], `is no object that systems write; those are ${those}`]];
  }
  const [others, kind] = isMaster
    ? [['sources', 'steward'], 'business objects']
    : [['fields', 'subscribers'], 'master data'];
  const own = Object.entries(mapping(entry.tenants)).filter(([, one]) => isMaster && typeof one === 'object');
  return [
    ...others.filter((name) => name in entry).map((name) => [[name], `is for ${kind} only`] as const),
    ...own.map(([tenant]) => [['tenants', tenant], `takes sources for ${kind} only`] as const),
  ];
}

/** Top-level fields of a canonical object; null for what has no schema. */
function fieldsOf(object: string): readonly string[] | null {
  if (!isCanonicalObject(object)) return null;
  const version = canonicalVersions(object).at(-1) ?? '1';
  const file = new URL(`../../canonical-schemas/${object}/v${version}.schema.json`, import.meta.url);
  const schema = JSON.parse(readFileSync(file, 'utf8')) as { properties?: Mapping };
  return Object.keys(schema.properties ?? {});
}

function mapping(value: unknown): Mapping {
  return value !== null && typeof value === 'object' ? (value as Mapping) : {};
}
