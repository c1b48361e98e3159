import { CrossdockError } from '../../domain/errors.ts';
import type { Connection } from '../connection.ts';

export interface Fault {
  /** Local name of the code, without prefix and subcodes: `Client`, `Server`, `Sender`, `Receiver`. */
  readonly code: string;
  readonly text: string;
}

function property(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined),
    value,
  );
}

/** Text of an element that may carry attributes (`xml:lang`). */
function textOf(value: unknown): string {
  const inner = typeof value === 'object' ? property(value, '$value') : value;
  return inner === undefined || inner === null ? '' : String(inner);
}

/** The fault inside an error of the soap package, SOAP 1.1 (4.4) or 1.2 (5.4). */
function faultOf(thrown: unknown): Fault | null {
  const fault = property(thrown, 'root', 'Envelope', 'Body', 'Fault');
  if (fault === undefined) return null;
  const code = textOf(property(fault, 'faultcode')) || textOf(property(fault, 'Code', 'Value'));
  const text = textOf(property(fault, 'faultstring')) || textOf(property(fault, 'Reason', 'Text'));
  return { code: code.split(':').at(-1)?.split('.')[0] ?? '', text: text || 'no reason given' };
}

/** A fault as a coded error: the caller's mistake is business, the service's is technical and tried again. */
export function faultError(thrown: unknown, { name: system }: Connection): CrossdockError | null {
  const fault = faultOf(thrown);
  if (fault === null) return null;
  const ours = fault.code === 'Client' || fault.code === 'Sender';
  const parameters = { system, status: `fault ${fault.code}`, reason: fault.text.slice(0, 500) };
  return new CrossdockError(ours ? 'CD_CONNECT_REJECTED' : 'CD_CONNECT_UNAVAILABLE', parameters);
}
