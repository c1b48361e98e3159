import { readdirSync, readFileSync } from 'node:fs';
import { readScenario } from '../scenario.ts';
import type { SeveralScenario } from './play-several.ts';

const folder = new URL('cases/', import.meta.url);

/** All cases over several orders, or with rates between currencies, by the names of their files. */
export const severalScenarios = (): readonly SeveralScenario[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((file) => readScenario(file, readFileSync(new URL(file, folder), 'utf8')));
