import type { PickField } from './field.ts';

export type PickerKind = PickField['from'];

/** One choice of a picker. */
export interface PickerOption {
  /** What is stored in the node. */
  readonly value: string;
  readonly label: string;
  /** Shown behind the label: a system's protocol, a schedule's cron pattern, a file's version. */
  readonly detail?: string;
}

export interface PickerAnswer {
  readonly options: readonly PickerOption[];
}

/** Path below `httpAdminRoot` at which the runtime serves pickers, with Express's parameter. */
export const pickerRoute = '/crossdock/pickers/:kind';

/**
 * The URL, relative to the editor, from which a picker gets its choices.
 *
 * Contract for the runtime: `GET <httpAdminRoot>/crossdock/pickers/:kind`, guarded by
 * `RED.auth.needsPermission('flows.read')`, answers 200 with `PickerAnswer`, 404 for an unknown kind. Never any
 * secret: names and descriptions only. `flow` is the id of the tab (or subflow) the node stands on and tells
 * the pack; for a tab not deployed yet it is the pack of `editor.pack` in the site file.
 *
 * | kind | query | options |
 * |---|---|---|
 * | systems | `protocols=sftp,rest` (optional) | the site's systems that speak one of them; detail = protocol |
 * | schedules | | the site's schedules; detail = cron pattern and zone |
 * | pack-files | `folder=mappings` | files of the pack below the folder, by path in the pack |
 * | channels | | every channel that a pack reads or writes; detail = the packs |
 * | canonical-objects | | ids of canonical objects; label = title |
 */
export function pickerUrl(
  kind: PickerKind,
  flow: string,
  filter: Readonly<Record<string, string>> = {},
): string {
  return `crossdock/pickers/${kind}?${new URLSearchParams({ flow, ...filter })}`;
}
