import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FlowNode } from './form/flow.ts';
import { createLibrary } from './library.ts';
import { requireLoadedTypes } from './loaded-types.ts';
import type { PackStore } from './pack-store.ts';
import { writeFileAtomic } from './write-files.ts';

const secretFile = 0o600;

export interface StorageOptions {
  readonly saved: () => Promise<void>;
  /** Whether Node-RED has loaded a node type. */
  readonly isLoaded: (type: string) => boolean;
}

/**
 * Node-RED's storage: flows in the pack folders, everything else (runtime settings, sessions, encrypted credentials
 * of third-party nodes, the user's library) in `folder`. `saved` is awaited after a deploy is on disk and before
 * Node-RED stops the old flows. A deploy of a type that is not `isLoaded` is refused before.
 */
export function createStorage(
  store: Pick<PackStore, 'load' | 'save'>,
  folder: string,
  { saved, isLoaded }: StorageOptions,
) {
  const read = (name: string): Record<string, unknown> => {
    const file = join(folder, name);
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  };
  const write = async (name: string, data: unknown): Promise<void> => {
    writeFileAtomic(join(folder, name), JSON.stringify(data, null, 2), secretFile);
  };
  return {
    init: async (): Promise<void> => {
      // Node-RED lists the user's own modules from it; there are none, and its absence is logged as an error.
      writeFileAtomic(join(folder, 'package.json'), '{ "name": "crossdock-site", "private": true }\n');
    },
    getFlows: async (): Promise<FlowNode[]> => store.load(),
    saveFlows: async (flows: FlowNode[]): Promise<void> => {
      requireLoadedTypes(flows, isLoaded);
      store.save(flows);
      await saved();
    },
    getCredentials: async () => read(credentialsFile),
    saveCredentials: (credentials: unknown) => write(credentialsFile, credentials),
    getSettings: async () => read('settings.json'),
    saveSettings: (settings: unknown) => write('settings.json', settings),
    getSessions: async () => read('sessions.json'),
    saveSessions: (sessions: unknown) => write('sessions.json', sessions),
    ...createLibrary(join(folder, 'library')),
  };
}

export const credentialsFile = 'credentials.json';
