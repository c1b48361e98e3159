import type { MasterData } from '../domain/master-data/objects.ts';
import type { Instant } from '../ledger/ledger.ts';
import type { Json, MasterObject } from './face.ts';

/** One parsed file of a pack. */
export interface PackFile {
  /** Relative to the pack's folder, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Parsed YAML or JSON; the text itself for other files. */
  readonly data: unknown;
}

/** The site's packs, as the runtime sees them. Answers follow the files: after a deploy they are the new ones. */
export interface PacksView {
  /** Null when the pack has no such file. */
  file(pack: string, path: string): PackFile | null;
  /** What the site says of the pack's process terms; null or absent when nothing. */
  siteTerms?(pack: string): unknown;
  /** Paths of the pack's files that start with `folder`, sorted. */
  files(pack: string, folder: string): string[];
  /** The packs that this one needs, and those that they need, nearest first. */
  neededBy?(pack: string): readonly string[];
  /** Names of the packs whose manifest reads the channel. */
  readersOf(channel: string): readonly string[];
  /** Pack of a tab or subflow; null when no pack holds it. */
  packOfFlow(flowId: string): string | null;
  /** Who answers for the pack; null when the site has no such pack. */
  ownerOf(pack: string): string | null;
}

/** Whose master data, and as it holds when. */
export interface MasterDataScope {
  readonly tenant: string;
  readonly at: Instant;
}

/** The site's master data, as the runtime sees it: without a scope what is for all tenants, as the files have it. */
export interface MasterDataView {
  /** The one record that carries the identifier; null when unknown. */
  lookup(object: MasterObject, scheme: string, value: string, scope?: MasterDataScope): Json | null;
  list(object: MasterObject, scope?: MasterDataScope): readonly Json[];
  /** Null or absent when what others committed before the call is here; otherwise resolves when it is. */
  fresh?(): Promise<void> | null;
  /** What the site's files say of a record, by its `recordId`. */
  record?(object: MasterObject, id: string, tenant: string): MasterData | null;
}
