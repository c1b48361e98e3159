/** What is said of a delivery before its content in the line of a block: much the same in all of a batch. */
export interface Head {
  readonly nodeId: unknown;
  readonly nodeType: unknown;
  readonly idempotencyKey: unknown;
}

/** JSON text, which the head is, has this character nowhere. */
const separator = '\u0002';

export const headed = ({ nodeId, nodeType, idempotencyKey }: Head, content: string): string =>
  JSON.stringify([nodeId, nodeType, idempotencyKey]) + separator + content;

/** The parts of a line that `headed` made. @throws SyntaxError when it is no such line */
export function beheaded(line: string): Head & { readonly content: string } {
  const end = line.indexOf(separator);
  const [nodeId, nodeType, idempotencyKey] = JSON.parse(line.slice(0, Math.max(end, 0))) as unknown[];
  return { nodeId, nodeType, idempotencyKey, content: line.slice(end + 1) };
}
