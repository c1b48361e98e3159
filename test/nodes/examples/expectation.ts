import type { Demo } from '../../support/demo.ts';
import type { EditorClient } from '../../support/editor-client.ts';
import type { TowerClient } from '../../support/tower-client.ts';

/** The demo site with an example imported and deployed. */
export interface Stage {
  readonly editor: EditorClient;
  readonly tower: TowerClient;
  readonly demo: Demo;
}

/** What an example does when it is used as its text says. */
export interface Expectation {
  /** As a title: what is seen. */
  readonly fact: string;
  /** Examples, as `folder/name`, that its text asks for first; imported beside it. */
  readonly with?: readonly string[];
  /** An order of its own: stands for DEMO in the documents of all that is imported. */
  readonly order?: string;
  /** Labels of the site's tabs that its text says to disable. */
  readonly disable?: readonly string[];
  /** The channel that its text says to list in the manifest of the pack, before it is deployed. */
  readonly declare?: { readonly pack: string; readonly channel: string };
  readonly see: (stage: Stage) => Promise<void>;
}

/** By `folder/name` of the example's file. */
export type Expectations = Readonly<Record<string, Expectation>>;
