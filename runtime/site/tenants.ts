import type { CrossdockError } from '../../domain/errors.ts';
import type { DocumentPath } from '../documents/yaml-document.ts';
import type { Faults } from './ownership.ts';
import type { Site } from './site.ts';

/** The system that is meant where a flow names one: the tenant's own, or the one of that name. */
export const systemOf = ({ tenants }: Pick<Site, 'tenants'>, tenant: string, name: string): string => {
  const own = tenants.find(({ id }) => id === tenant)?.systems ?? {};
  return Object.hasOwn(own, name) ? (own[name] ?? name) : name;
};

type Mapping = Readonly<Record<string, unknown>>;

/** A tenant's own systems must be there, and speak as those they stand for. */
export function checkTenants(site: Mapping, { named, field }: Faults): CrossdockError[] {
  const systems = mapping(site.systems);
  const names = Object.keys(systems);
  return Object.entries(mapping(site.tenants)).flatMap(([tenant, settings]) =>
    Object.entries(mapping(mapping(settings).systems)).flatMap(([name, own]) => {
      const path: DocumentPath = ['tenants', tenant, 'systems', name];
      const [meant, instead] = [mapping(systems[name]), mapping(systems[String(own)])];
      const known = names.includes(name) && names.includes(String(own));
      return [
        ...named(path, name, names, 'a system of this site'),
        ...named(path, own, names, 'a system of this site'),
        ...(known && meant.protocol !== instead.protocol
          ? field(path, `speaks another protocol than ${name}: ${String(own)}`)
          : []),
      ];
    }),
  );
}

function mapping(value: unknown): Mapping {
  return value !== null && typeof value === 'object' ? (value as Mapping) : {};
}
