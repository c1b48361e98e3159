/**
 * What runs in every thread: gets the input of a job, lets the job's module work on it, and gives back what comes of it,
 * never more than `textsAhead` texts before they are taken. A job that is called off ends with its thread.
 */
import { parentPort } from 'node:worker_threads';
import { Assembly, texts } from './pieces.ts';
import { type ThreadFailure, type ThreadWork, type ToThread, textsAhead } from './protocol.ts';

type Begin = Extract<ToThread, { kind: 'begin' }>;

const port = parentPort;
if (!port) throw new Error('node-kit/threads/thread.ts runs in a thread only');

const data = new Map<string, unknown>();
const setups = new Map<string, unknown>();
let begun: Begin | null = null;
let bytes = new Uint8Array();
let filled = 0;
let items: unknown[] = [];
let assembly = new Assembly();
let ahead = 0;
let whenTaken: (() => void) | null = null;

port.on('message', (message: ToThread) => {
  if (message.kind === 'setup') {
    if (message.forget !== null) {
      setups.delete(message.forget);
      data.delete(message.forget);
    }
    data.set(message.key, message.data);
  } else if (message.kind === 'begin') begin(message);
  else if (message.kind === 'bytes') {
    bytes.set(message.part, filled);
    filled += message.part.length;
  } else if (message.kind === 'items') items.push(...assembly.take(message.text));
  else if (message.kind === 'whole') void work();
  else {
    ahead -= 1;
    whenTaken?.();
  }
});

function begin(message: Begin): void {
  begun = message;
  bytes = new Uint8Array(message.size ?? 0);
  [filled, items, assembly, ahead] = [0, [], new Assembly(), 0];
}

async function work(): Promise<void> {
  if (!begun) return;
  const { module, key, request, size } = begun;
  try {
    const { work: done }: { readonly work: ThreadWork } = await import(module);
    if (data.has(key)) {
      setups.set(key, done.prepare(data.get(key)));
      data.delete(key);
    }
    for (const text of texts(done.run(setups.get(key), request, size === null ? items : bytes))) {
      if (ahead >= textsAhead) await new Promise<void>((resolve) => (whenTaken = resolve));
      ahead += 1;
      port?.postMessage({ kind: 'given', text });
    }
    port?.postMessage({ kind: 'done' });
  } catch (thrown) {
    port?.postMessage({ kind: 'failed', failure: failureOf(thrown) });
  }
  [begun, items, bytes] = [null, [], new Uint8Array()];
}

function failureOf(thrown: unknown): ThreadFailure {
  const { message, code, parameters } = thrown as Partial<Record<'message' | 'code' | 'parameters', unknown>>;
  return {
    ...{ kind: 'thrown', reason: typeof message === 'string' ? message : String(thrown) },
    ...(typeof code === 'string' && { code, parameters }),
  };
}
