import { createHash } from 'node:crypto';
import { isAcknowledgement } from '../../domain/edi/guides/select.ts';
import { charsetOf } from '../../domain/edi/write/syntax.ts';
import { write } from '../../domain/edi/write/write.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { FlowMessage, Json, NodeContext } from '../../runtime/face.ts';
import { chosenAgreement } from './chosen-agreement.ts';
import { definition } from './definition.ts';
import { transactionsOf, type Writable } from './transactions.ts';

/** Width of ISA13; an EDIFACT reference is sent as it is counted. */
const x12Width = 9;

export const runtime = nodeRuntime(definition, {
  prepare: ({ agreement }, context: NodeContext) => ({
    agreementFor: chosenAgreement(agreement, context),
    /** Interchanges since the deploy: tells apart the tokens of one run. */
    written: 0,
  }),
  input(message, _config, context: NodeContext, state) {
    const agreement = state.agreementFor(message.agreement);
    const now = context.now();
    const { standard } = agreement;
    const documents = transactionsOf(message.payload, agreement, context.node.name);
    const interchange = (transactions: readonly Writable[]): FlowMessage => {
      state.written += 1;
      const token = `⟦${context.node.id}-${state.written}⟧`;
      const controlNumbers = { interchangeControlNumber: token };
      const payload = write({ standard, agreement, transactions, controlNumbers, now });
      const type = transactions[0]?.type ?? '';
      context.stage({
        ...{ kind: 'allot', sequence: agreement.controlNumbers.interchange, token },
        width: standard === 'X12' ? x12Width : 0,
      });
      if (!isAcknowledgement(type)) remember(type, token, agreement.agreement, message, context);
      const { canonical: _, filename, ...rest } = message;
      const own = `${type}-${token}.edi`;
      return {
        ...rest,
        // One name is not enough for several files.
        filename: documents.length > 1 ? own : (filename ?? own),
        ...{ payload, encoding: encodingOf(charsetOf(agreement)) },
        edi: {
          agreement: agreement.agreement,
          type: `${standard.toLowerCase()}.${type}`,
          controlNumber: token,
        },
      };
    };
    return { interchange: documents.map(interchange) };
  },
});

/** For the partner's acknowledgement, which names nothing but the control number. */
function remember(
  type: string,
  token: string,
  agreement: string,
  message: FlowMessage,
  context: NodeContext,
): void {
  const { key } = context.envelope;
  // Messages in a run are JSON.
  const value: Json = { type, key, reference: (message.reference as Json | undefined) ?? null };
  const digest = createHash('sha256').update(JSON.stringify(value)).digest('hex');
  context.stage({ kind: 'remember', entry: { scope: `edi-sent:${agreement}`, key: token, digest, value } });
}

/** The encoding sftp-out sends the text in. */
const encodingOf = (charset: ReturnType<typeof charsetOf>): 'ascii' | 'latin1' | 'utf8' =>
  charset === 'ascii' || charset === 'latin1' ? charset : 'utf8';
