import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { CrossdockError } from '../../domain/errors.ts';
import type { LoadedSite } from '../site/site.ts';
import { changedFiles, type FileChanges } from './changed-files.ts';
import type { FlowNode } from './form/flow.ts';
import { forEditor, forFile, type NodeForms } from './form/node-form.ts';
import { flowsOf, loadPack, type Pack } from './load-packs.ts';
import { tabVariables, withoutVariables, withVariables } from './parameters.ts';
import { splitFlows } from './split-flows.ts';
import { finishWrites, writeFiles } from './write-files.ts';

type PackStoreSite = Pick<LoadedSite, 'packs' | 'parameters' | 'editor' | 'dataFolder'>;

/** The packs of a site as they stand on disk, and the deploys that change them. */
export class PackStore {
  readonly #site: PackStoreSite;
  readonly #forms: NodeForms;
  #packs: readonly Pack[] = [];

  /** `forms` tells of the node types what goes without saying in a file. */
  constructor(site: PackStoreSite, forms: NodeForms) {
    this.#site = site;
    this.#forms = forms;
    finishWrites(this.#journal);
    this.load();
  }

  /** Of the flows that are loaded. */
  get digest(): string {
    return flowsDigest(this.#packs);
  }

  /** Of the flows as they stand on disk now. @throws as `load` */
  digestOnDisk(): string {
    return flowsDigest(this.#site.packs.map(loadPack));
  }

  get packs(): readonly Pack[] {
    return this.#packs;
  }

  get #journal(): string {
    return `${this.#site.dataFolder}/deploy.pending.json`;
  }

  /** @throws CD_PACK_INVALID, CD_PACK_CREDENTIALS, CD_PACK_PARAMETER, CD_FILE_SYNTAX */
  load(): FlowNode[] {
    this.#packs = this.#site.packs.map(loadPack);
    const flows = flowsOf(this.#packs).map((node) => forEditor(node, this.#forms));
    return this.#onTabs(flows, withVariables);
  }

  /** Changes each tab by the variables of its pack. */
  #onTabs(flows: readonly FlowNode[], change: typeof withVariables): FlowNode[] {
    const variablesOf = new Map(
      this.#packs.flatMap(({ manifest, sheets }) => {
        const variables = tabVariables(manifest, this.#site.parameters);
        return sheets.map(({ head }) => [head?.id, variables] as const);
      }),
    );
    return flows.map((node) => change(node, variablesOf.get(node.id) ?? []));
  }

  /**
   * Writes a deploy to the pack folders; untouched files stay as they are.
   * @throws CD_PACK_CREDENTIALS, CD_PACK_CHANGED, CD_PACK_NOT_WRITABLE; then nothing is written
   */
  save(flows: readonly FlowNode[]): FileChanges {
    return this.#write(flows, false);
  }

  /** Writes every file in the form that Deploy writes; what is in that form already stays untouched. */
  format(): FileChanges {
    return this.#write(this.load(), true);
  }

  #write(deployed: readonly FlowNode[], everything: boolean): FileChanges {
    const flows = this.#onTabs(deployed, withoutVariables);
    const carrier = flows.find(({ credentials }) => credentials !== undefined);
    if (carrier) throw new CrossdockError('CD_PACK_CREDENTIALS', { where: 'the deploy', node: carrier.id });
    const before = this.#packs.flatMap(({ sheets }) => sheets);
    const stated = new Map(before.flatMap(({ nodes }) => nodes.map((node) => [node.id, node])));
    const written = flows.map((node) => forFile(node, stated.get(node.id), this.#forms));
    const others = this.#packs.map(({ manifest }) => manifest.name);
    const after = splitFlows(written, before, { pack: this.#site.editor.pack, others });
    const folders = new Map(this.#packs.map(({ reference }) => [reference.name, reference.folder]));
    const changes = changedFiles(after, before, (pack) => folders.get(pack) ?? '', everything);
    const known = Object.assign({}, ...before.map(({ files }) => files)) as Record<string, string>;
    for (const file of changes.keys()) {
      const now = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
      if (now !== known[file]) throw new CrossdockError('CD_PACK_CHANGED', { file });
      requireWritable(file);
    }
    writeFiles(changes, this.#journal);
    this.load();
    return changes;
  }
}

function requireWritable(file: string): void {
  let folder = dirname(file);
  while (!existsSync(folder)) folder = dirname(folder);
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw new CrossdockError('CD_PACK_NOT_WRITABLE', { folder, reason: 'the folder is read-only' });
  }
}

/** The same wherever the packs stand. */
function flowsDigest(packs: readonly Pack[]): string {
  const files = packs.flatMap(({ reference, manifest, sheets }) => [
    [reference.name, manifest.version],
    ...sheets.map(({ path, files: texts }) => [reference.name, path, ...Object.values(texts)]),
  ]);
  return createHash('sha256').update(JSON.stringify(files)).digest('hex');
}
