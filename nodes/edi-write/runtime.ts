import type { Agreement } from '../../domain/edi/agreement.ts';
import { memoriesOf, sentDocuments } from '../../domain/edi/exchange/sent.ts';
import { AgreedGuides } from '../../domain/edi/guides/agreed-guides.ts';
import { isAcknowledgement } from '../../domain/edi/guides/select.ts';
import { charsetOf } from '../../domain/edi/write/syntax.ts';
import { write } from '../../domain/edi/write/write.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { FlowMessage, Json, NodeContext } from '../../runtime/face.ts';
import { adviceOf } from './advise.ts';
import { acknowledgementDue, awaitAcknowledgements, dueType } from './awaiting.ts';
import { chosenAgreement } from './chosen-agreement.ts';
import { definition } from './definition.ts';
import { remembered } from './remembered.ts';
import { transactionsOf, type Writable } from './transactions.ts';

/** Width of ISA13; an EDIFACT reference is sent as it is counted. */
const x12Width = 9;

export const runtime = nodeRuntime(definition, {
  prepare({ agreement }, context: NodeContext) {
    const chosen = chosenAgreement(agreement, context);
    const guides = new AgreedGuides((path) => context.packFile(path).data);
    for (const one of chosen.agreements.agreements) guides.check(one, context.now());
    // `written`: interchanges since the deploy; tells apart the tokens of one run.
    return { ...chosen, guides, written: 0 };
  },
  async input(message, { writes }, context: NodeContext, state) {
    if (context.envelope.type === dueType) {
      await acknowledgementDue(message, state.agreements, context);
      return undefined;
    }
    const now = context.now();
    const agreement = state.agreementFor(message.agreement, now);
    const { standard } = agreement;
    const guideFor = state.guides.for(agreement, now);
    const content = writes === 'advice' ? adviceOf(message, agreement, context) : message.payload;
    const documents = transactionsOf(content, agreement, context.node.name);
    const interchanges: FlowMessage[] = [];
    for (const transactions of documents) {
      state.written += 1;
      const token = `⟦${context.node.id}-${state.written}⟧`;
      const controlNumbers = { interchangeControlNumber: token };
      const payload = write({ standard, agreement, transactions, controlNumbers, now, guideFor });
      const type = transactions[0]?.type ?? '';
      context.stage({
        ...{ kind: 'allot', sequence: agreement.controlNumbers.interchange, token },
        width: standard === 'X12' ? x12Width : 0,
      });
      if (!isAcknowledgement(type)) await remember(transactions, token, agreement, message, context);
      const { canonical: _, filename, ...rest } = message;
      const own = `${type}-${token}.edi`;
      interchanges.push({
        ...rest,
        // One name is not enough for several files.
        filename: documents.length > 1 ? own : (filename ?? own),
        ...{ payload, encoding: encodingOf(charsetOf(agreement)) },
        edi: {
          agreement: agreement.agreement,
          type: `${standard.toLowerCase()}.${type}`,
          controlNumber: token,
        },
      });
    }
    return { interchange: interchanges };
  },
});

/** For the partner's acknowledgement, which names nothing but control numbers. */
async function remember(
  transactions: readonly Writable[],
  token: string,
  agreement: Agreement,
  message: FlowMessage,
  context: NodeContext,
): Promise<void> {
  // Messages in a run are JSON.
  const reference = (message.reference as Json | undefined) ?? null;
  const { key } = context.envelope;
  const documents = sentDocuments(
    agreement.standard,
    transactions.map(({ type, segments }) => ({ type, segments, key, reference })),
  );
  const sent = { type: transactions[0]?.type ?? '', at: context.now().toISOString(), documents };
  for (const memory of await memoriesOf(context, agreement, token, sent)) {
    context.stage({ kind: 'remember', entry: remembered(memory, context) });
  }
  awaitAcknowledgements(agreement, token, context);
}

/** The encoding sftp-out sends the text in. */
const encodingOf = (charset: ReturnType<typeof charsetOf>): 'ascii' | 'latin1' | 'utf8' =>
  charset === 'ascii' || charset === 'latin1' ? charset : 'utf8';
