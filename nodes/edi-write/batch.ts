/**
 * Collects documents until they go out together. All of one batch come to this node one after the other, as messages
 * of its own under one ordering key, so that nobody else changes the batch meanwhile.
 *
 * | Message of its own | What it does |
 * |---|---|
 * | `edi-batch-document` | adds the document; the batch goes out when it is full |
 * | `edi-batch-due` | the batch goes out if it has not yet |
 */
import type { Agreement } from '../../domain/edi/agreement.ts';
import { durationMs } from '../../domain/edi/exchange/duration.ts';
import type { FlowMessage, Json, NodeContext } from '../../runtime/face.ts';
import type { Item } from './interchange.ts';
import { remembered } from './remembered.ts';

export const documentType = 'edi-batch-document';
export const batchDueType = 'edi-batch-due';

type Batch = NonNullable<Agreement['batch']>;

interface Collected {
  readonly agreement: string;
  readonly item: Item;
  readonly bytes: number;
}

interface Due {
  readonly agreement: string;
  readonly batch: number;
}

/** How far the batch that is open has come. */
interface State {
  readonly batch: number;
  readonly count: number;
  readonly bytes: number;
}

/** What leaves together: whose it is, and the documents in the order they came in. */
export interface Closed {
  readonly agreement: string;
  readonly items: readonly Item[];
}

/** What must not be mixed has an ordering key of its own. */
const keyOf = (
  agreement: string,
  { type, version, association = '' }: Item,
  { envelope }: NodeContext,
): string => ['edi-batch', envelope.tenant, agreement, type, version, association].join(' ').trim();

/** Sends documents on their way into their batches; `bytes` is what each takes in a file. */
export function collect(
  items: readonly { readonly item: Item; readonly bytes: number }[],
  { agreement }: Agreement,
  context: NodeContext,
): void {
  for (const [index, { item, bytes }] of items.entries()) {
    const payload: Collected = { agreement, item, bytes };
    context.stage({
      ...{ kind: 'channel', type: documentType, key: keyOf(agreement, item, context), payload },
      discriminator: `batch ${index}`,
    });
  }
}

/** A document has come to its batch; gives the batch when it is full. */
export async function add(
  { payload }: FlowMessage,
  terms: Batch,
  context: NodeContext,
): Promise<Closed | null> {
  const { agreement, item, bytes } = payload as Collected;
  const state = await stateOf(context);
  const next: State = { ...state, count: state.count + 1, bytes: state.bytes + bytes };
  const { count = Number.POSITIVE_INFINITY, bytes: mostBytes = Number.POSITIVE_INFINITY, within } = terms;
  if (next.count >= count || next.bytes >= mostBytes) {
    const items = [...(await itemsOf(state, context)), item];
    context.stage({ kind: 'cancel-timer', id: timerOf(next.batch, context) });
    return close(agreement, items, next, context);
  }
  const memory = {
    scope: scopeOf(context),
    key: `${next.batch}/${next.count}`,
    value: item as unknown as Json,
  };
  context.stage({ kind: 'remember', entry: remembered(memory, context) });
  context.stage({ kind: 'state', name: scopeOf(context), value: { ...next } });
  if (state.count === 0) {
    const dueAt = new Date(context.now().getTime() + durationMs(within)).toISOString();
    const due: Due = { agreement, batch: next.batch };
    const id = timerOf(next.batch, context);
    context.stage({ kind: 'timer', id, dueAt, type: batchDueType, key: context.envelope.key, payload: due });
  }
  return null;
}

/** The time of a batch is over; gives it when it has not gone out. */
export async function due({ payload }: FlowMessage, context: NodeContext): Promise<Closed | null> {
  const { agreement, batch } = payload as Due;
  const state = await stateOf(context);
  if (state.batch !== batch || state.count === 0) return null;
  return close(agreement, await itemsOf(state, context), state, context);
}

function close(agreement: string, items: readonly Item[], { batch }: State, context: NodeContext): Closed {
  const next: State = { batch: batch + 1, count: 0, bytes: 0 };
  context.stage({ kind: 'state', name: scopeOf(context), value: { ...next } });
  return { agreement, items };
}

const scopeOf = ({ node, envelope }: NodeContext): string => `${node.id} ${envelope.key}`;

const timerOf = (batch: number, context: NodeContext): string => `${scopeOf(context)}/${batch}`;

async function stateOf(context: NodeContext): Promise<State> {
  const stored = (await context.state(scopeOf(context))) as unknown as State | null;
  return stored ?? { batch: 1, count: 0, bytes: 0 };
}

async function itemsOf({ batch, count }: State, context: NodeContext): Promise<Item[]> {
  const keys = Array.from({ length: count }, (_, index) => `${batch}/${index + 1}`);
  const found = await Promise.all(keys.map((key) => context.remembered(scopeOf(context), key)));
  return found.flatMap((one) => (one?.value === undefined ? [] : [one.value as unknown as Item]));
}
