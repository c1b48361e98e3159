/** The composition root's Node-RED half: everything Node-RED is told, derived from the site. */
import { join } from 'node:path';
import type { LocalSettings } from '@node-red/runtime';
import type { NodeHost } from './node-kit/host.ts';
import type { AdminAuth } from './runtime/editor/editor-login.ts';
import type { Log } from './runtime/log.ts';
import { bridgeNodeRedLog } from './runtime/logging/node-red-log.ts';
import type { createStorage } from './runtime/packs/storage.ts';
import type { Environment } from './runtime/site/secrets.ts';
import type { LoadedSite } from './runtime/site/site.ts';

/** The process environment, read here and nowhere else. */
export const environment = (): Environment => ({ ...process.env });

export const paths = {
  editor: '/editor',
  nodes: '/http',
  tower: '/tower',
  control: '/control',
  gateway: '/api',
  health: '/health',
} as const;

/** Where the definitions of our node types stand. */
export const nodesFolder = join(import.meta.dirname, 'nodes');

/** Core node files whose code runs with the rights of the process. */
const codeNodes = ['10-function.js', '90-exec.js'];

export interface NodeRedParts {
  readonly site: LoadedSite;
  readonly storage: ReturnType<typeof createStorage>;
  readonly host: NodeHost;
  readonly adminAuth: AdminAuth;
  readonly credentialSecret: string;
  readonly log: Log;
  readonly userFolder: string;
  readonly nodesFolder: string;
}

/** Node-RED's settings for a site. Nothing can be installed, updated or reported home from the editor. */
export function nodeRedSettings(parts: NodeRedParts): LocalSettings {
  const { site, adminAuth } = parts;
  const settings = {
    crossdock: parts.host,
    storageModule: parts.storage,
    userDir: parts.userFolder,
    nodesDir: [parts.nodesFolder],
    nodesExcludes: site.editor.functionNodes ? [] : codeNodes,
    credentialSecret: parts.credentialSecret,
    adminAuth,
    httpAdminRoot: paths.editor,
    httpNodeRoot: paths.nodes,
    apiMaxLength: site.limits.bodyBytes,
    logging: bridgeNodeRedLog(parts.log, 'info'),
    functionExternalModules: false,
    functionTimeout: 10,
    externalModules: {
      autoInstall: false,
      palette: { allowInstall: false, allowUpload: false, allowUpdate: false },
      modules: { allowInstall: false },
    },
    telemetry: { enabled: false, updateNotification: false },
    runtimeState: { enabled: false, ui: false },
    diagnostics: { enabled: false, ui: false },
    debugMaxLength: 4_000,
    paletteCategories: [
      'crossdock business',
      'crossdock transform',
      'crossdock connect',
      'crossdock control',
      'subflows',
      'common',
      'function',
      'network',
      'sequence',
      'parser',
      'storage',
    ],
    editorTheme: {
      page: { title: `Crossdock ${site.id}` },
      header: { title: `Crossdock · ${site.id}`, url: `${paths.tower}/` },
      tours: false,
      projects: { enabled: false },
      multiplayer: { enabled: false },
      codeEditor: { lib: 'monaco' },
    },
  };
  return settings as unknown as LocalSettings;
}
