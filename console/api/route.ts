import type { Ledger } from '../../ledger/ledger.ts';
import type { Decisions, RuntimeFace } from '../../runtime/face.ts';

/** What the tower's handlers may use. */
export interface TowerContext {
  readonly site: { readonly id: string; readonly environment: string; readonly timeZone: string };
  readonly ledger: Ledger;
  readonly face: Decisions & Pick<RuntimeFace, 'counts' | 'trace'>;
}

export interface TowerRequest {
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** The JSON body of a POST; undefined otherwise. */
  readonly body: unknown;
  /** Who is signed in. */
  readonly user: string;
}

export interface TowerAnswer {
  readonly status: number;
  readonly body: unknown;
  /** Sends these bytes as a file instead of `body`; the browser saves it and never shows it. */
  readonly file?: { readonly name: string; readonly bytes: Uint8Array };
}

/** One operation of the tower's JSON interface; `path` is an Express pattern below `/tower/api`. */
export interface TowerRoute {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Largest body taken, where it may carry a document. */
  readonly bodyBytes?: number;
  handle(context: TowerContext, request: TowerRequest): Promise<TowerAnswer>;
}

export const found = (body: unknown): TowerAnswer => ({ status: 200, body });
export const missing = (what: string): TowerAnswer => ({
  status: 404,
  body: { error: `there is no ${what}` },
});
export const refused = (reason: string): TowerAnswer => ({ status: 400, body: { error: reason } });

/** A whole number from the query between 1 and `most`. */
export function limitOf({ query }: TowerRequest, usual: number, most: number): number {
  const asked = Number(query.limit ?? usual);
  return Number.isInteger(asked) ? Math.min(Math.max(asked, 1), most) : usual;
}

/** A file name that no header and no file system minds. */
export const file = (name: string, bytes: Uint8Array): TowerAnswer => ({
  ...{ status: 200, body: null },
  file: { name: name.replaceAll(/[^\w.-]+/g, '-').slice(-100), bytes },
});
