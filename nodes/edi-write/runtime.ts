import type { Agreement } from '../../domain/edi/agreement.ts';
import { isAcknowledgement } from '../../domain/edi/guides/select.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { FlowMessage, Json, NodeContext } from '../../runtime/face.ts';
import { adviceOf } from './advise.ts';
import { acknowledgementDue, dueType } from './awaiting.ts';
import { add, batchDueType, type Closed, collect, documentType, due } from './batch.ts';
import { type ChosenAgreement, chosenAgreement } from './chosen-agreement.ts';
import { definition } from './definition.ts';
import { type Item, interchangeOf } from './interchange.ts';
import { textOf } from './text.ts';
import { transactionsOf } from './transactions.ts';

interface State extends ChosenAgreement {
  /** Interchanges since the deploy: tells apart the tokens of one run. */
  written: number;
}

export const runtime = nodeRuntime(definition, {
  prepare({ agreement }, context: NodeContext): State {
    return { ...chosenAgreement(agreement, context), written: 0 };
  },
  async input(message, { writes }, context: NodeContext, state) {
    const { type } = context.envelope;
    if (type === dueType) {
      await acknowledgementDue(message, state.agreements, context);
      return undefined;
    }
    if (type === documentType || type === batchDueType) return ofBatch(message, context, state);
    const agreement = state.agreementFor(message.agreement, context.now());
    const content = writes === 'advice' ? adviceOf(message, agreement, context) : message.payload;
    const documents = itemsOf(content, agreement, message, context);
    const isBatched = ([first]: readonly Item[]) =>
      agreement.batch && first && !isAcknowledgement(first.type);
    // All are written before anything is staged: what does not fit its guide fails the message at once.
    const batched: Awaited<ReturnType<typeof sized>>[] = [];
    for (const item of documents.filter(isBatched).flat()) batched.push(await sized(item, agreement));
    const { canonical: _, filename, ...rest } = message;
    const interchanges: FlowMessage[] = [];
    for (const items of documents.filter((one) => !isBatched(one))) {
      const written = await interchangeOf(items, writing(agreement, context, state));
      // One name is not enough for several files.
      const named = documents.length > 1 ? {} : { filename: filename ?? written.filename };
      interchanges.push({ ...rest, ...written, ...named });
    }
    collect(batched, agreement, context);
    return { interchange: interchanges };

    async function sized(item: Item, terms: Agreement) {
      const { token } = writing(terms, context, state);
      return { item, bytes: (await textOf([item], terms, token, state, context)).length };
    }
  },
});

function writing(agreement: Agreement, context: NodeContext, state: State) {
  state.written += 1;
  const token = `⟦${context.node.id}-${state.written}⟧`;
  return { agreement, writer: state, token, context };
}

/** The documents of a message by type and version, each with the message they come from. */
function itemsOf(
  content: unknown,
  agreement: Agreement,
  message: FlowMessage,
  context: NodeContext,
): readonly Item[][] {
  const { key } = context.envelope;
  // Messages in a run are JSON.
  const reference = (message.reference as Json | undefined) ?? null;
  return transactionsOf(content, agreement, context.node.name).map((list) =>
    list.map((one) => ({ ...one, key, reference })),
  );
}

/** A message of our own: a document for a batch, or the end of a batch's time. */
async function ofBatch(message: FlowMessage, context: NodeContext, state: State) {
  const { agreement: name } = message.payload as { readonly agreement: string };
  const agreement = state.agreements.version(name, context.now());
  if (!agreement) {
    const known = state.agreements.paths.join(', ') || 'none';
    const { name: node } = context.node;
    throw new CrossdockError('CD_EDI_AGREEMENT_NOT_IN_PACK', { node, agreement: name, known });
  }
  // Without terms any more what has been collected goes out with the next document.
  const terms = agreement.batch ?? { count: 1, within: 'PT0S' };
  const isDue = context.envelope.type === batchDueType;
  const closed = isDue ? await due(message, context) : await add(message, terms, context);
  return closed ? { interchange: await sendBatch(closed, agreement, context, state) } : undefined;
}

async function sendBatch(
  { items }: Closed,
  agreement: Agreement,
  context: NodeContext,
  state: State,
): Promise<FlowMessage> {
  const under = writing(agreement, context, state);
  const { token } = under;
  const written = await interchangeOf(items, under);
  const { tenant } = context.envelope;
  for (const [index, { key, type }] of items.entries()) {
    context.stage({
      ...{ kind: 'journal', tenant, key, entry: 'edi-batched' },
      text: `${type} goes out in interchange ${token} of ${agreement.agreement}, document ${index + 1} of ${items.length}`,
    });
  }
  return written;
}
