import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseYaml } from '../documents/yaml-document.ts';
import type { Environment } from './secrets.ts';
import type { LoadedSite } from './site.ts';
import type { SiteDocument } from './site-document.ts';
import { validateSite } from './validator.ts';

/** What must be known of a site before its partners run, on whose addresses the rest may depend. */
export interface SitePeek extends Pick<LoadedSite, 'id' | 'environment' | 'http' | 'dataFolder'> {
  readonly partners: { readonly program: string; readonly secrets: string } | null;
}

/** Reads ahead without judging: null when the file cannot be read that far, which `loadSite` then explains. */
export function peekSite(file: string, env: Environment): SitePeek | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return null;
  }
  const document = parseYaml(file, text, env);
  if (document.data === null || typeof document.data !== 'object') return null;
  validateSite(document);
  const { site: id, environment, http, dataFolder, partners } = document.data as Partial<SiteDocument>;
  if (!id || !environment || !http || typeof http.port !== 'number' || !dataFolder) return null;
  const folder = dirname(resolve(file));
  return {
    id,
    environment,
    http,
    dataFolder: resolve(folder, dataFolder),
    partners: partners ? { program: resolve(folder, partners), secrets: join(folder, id, 'secrets') } : null,
  };
}
