/** Words of one field: `labels.en-US.json` under `fields.<name>`. */
export interface FieldLabels {
  readonly label: string;
  /** One sentence under the input and in the property table of the help. */
  readonly help?: string;
  readonly placeholder?: string;
  /** Choice fields: words by stored value. */
  readonly options?: Readonly<Record<string, string>>;
  /** Rows: words by column. */
  readonly columns?: Readonly<Record<string, FieldLabels>>;
}

/** A node's `labels.en-US.json`. Node-RED serves it as the node's message catalogue. */
export interface NodeLabels {
  /** Palette entry and caption of a node without a name. */
  readonly label: string;
  /** One sentence for tooltips and lists. */
  readonly summary: string;
  readonly fields: Readonly<Record<string, FieldLabels>>;
  readonly outputs: Readonly<Record<string, string>>;
}
