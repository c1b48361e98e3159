/** Codes node-kit itself raises; their words are in `domain/errors/node-kit.ts`. */
export const nodeKitCodes = [
  'CD_NODE_CONFIG_INVALID',
  'CD_NODE_CONFIG_NEWER',
  'CD_NODE_HOST_MISSING',
  'CD_NODE_LOAD_FAILED',
  'CD_NODE_OUTPUT_UNKNOWN',
  'CD_NODE_VALUE_MISSING',
  'CD_NODE_EXPRESSION_FAILED',
] as const;
export type NodeKitCode = (typeof nodeKitCodes)[number];

export interface CodedError extends Error {
  readonly code: string;
}

/** How node-kit makes coded errors without importing the room that holds the code table. */
export interface NodeErrors {
  make(code: NodeKitCode, parameters: Readonly<Record<string, string>>, cause?: unknown): CodedError;
  /** Any thrown value as a coded error. */
  from(thrown: unknown, where: string): CodedError;
}
