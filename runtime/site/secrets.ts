import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CrossdockError } from '../../domain/errors.ts';
import { pathOf } from '../documents/schema-problems.ts';
import type { YamlDocument } from '../documents/yaml-document.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Replaces every secret reference of the document by its value, in place.
 * `env:NAME` is taken from `env`, `file:path` from a file relative to `folder`; both trimmed, neither empty.
 */
export function resolveSecrets(
  document: YamlDocument,
  pointers: readonly string[],
  { env, folder }: { readonly env: Environment; readonly folder: string },
): CrossdockError[] {
  return pointers.flatMap((pointer) => {
    const steps = pathOf(pointer);
    const path = steps.join('.');
    const where = document.at(steps);
    const name = String(steps.at(-1));
    const holder = steps.slice(0, -1).reduce<unknown>((value, step) => record(value)?.[step], document.data);
    const reference = record(holder)?.[name];
    if (typeof reference !== 'string') return [];
    const [, kind, target = ''] = /^(env|file):(.+)$/.exec(reference) ?? [];
    if (kind === undefined) return [new CrossdockError('CD_SITE_SECRET_PLAIN', { where, path })];
    const found = kind === 'env' ? fromEnvironment(env, target) : fromFile(resolve(folder, target));
    if ('reason' in found) {
      return [new CrossdockError('CD_SITE_SECRET_MISSING', { where, path, reference, reason: found.reason })];
    }
    Object.assign(holder as object, { [name]: found.secret });
    return [];
  });
}

type Found = { readonly secret: string } | { readonly reason: string };

function fromEnvironment(env: Environment, name: string): Found {
  const secret = env[name]?.trim();
  return secret ? { secret } : { reason: secret === undefined ? 'not set' : 'empty' };
}

function fromFile(path: string): Found {
  try {
    const secret = readFileSync(path, 'utf8').trim();
    return secret ? { secret } : { reason: `${path} is empty` };
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    return { reason: code === 'ENOENT' ? `there is no file ${path}` : `${path} cannot be read (${code})` };
  }
}

function record(value: unknown): Record<string, unknown> | undefined {
  return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : undefined;
}
