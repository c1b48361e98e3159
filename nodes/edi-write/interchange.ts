import type { Agreement } from '../../domain/edi/agreement.ts';
import { memoriesOf, type SentDocument, sentDocuments } from '../../domain/edi/exchange/sent.ts';
import { isAcknowledgement } from '../../domain/edi/guides/select.ts';
import { charsetOf } from '../../domain/edi/write/syntax.ts';
import type { FlowMessage, NodeContext } from '../../runtime/face.ts';
import { awaitAcknowledgements } from './awaiting.ts';
import { remembered } from './remembered.ts';
import { textOf, type Writer } from './text.ts';
import type { Writable } from './transactions.ts';

/** A document and whose it is. */
export type Item = Writable & Pick<SentDocument, 'key' | 'reference'>;

/** Width of ISA13; an EDIFACT reference is sent as it is counted. */
const x12Width = 9;

/** What an interchange is written under. */
export interface Writing {
  readonly agreement: Agreement;
  readonly writer: Writer;
  /** Stands for the control number until the run commits. */
  readonly token: string;
  readonly context: NodeContext;
}

/**
 * Writes an interchange, takes its number and remembers what is in it. The message that carries it has no other
 * properties yet.
 *
 * @throws CD_EDI_WRITE codes for what does not fit the guide
 */
export async function interchangeOf(items: readonly Item[], writing: Writing): Promise<FlowMessage> {
  const { agreement, writer, token, context } = writing;
  const { standard, agreement: name } = agreement;
  const payload = await textOf(items, agreement, token, writer, context);
  const type = items[0]?.type ?? '';
  context.stage({
    ...{ kind: 'allot', sequence: agreement.controlNumbers.interchange, token },
    width: standard === 'X12' ? x12Width : 0,
  });
  if (!isAcknowledgement(type)) await remember(items, writing);
  return {
    ...{ payload, encoding: encodingOf(charsetOf(agreement)), filename: `${type}-${token}.edi` },
    edi: { agreement: name, type: `${standard.toLowerCase()}.${type}`, controlNumber: token },
  };
}

/** For the partner's acknowledgement, which names nothing but control numbers. */
async function remember(items: readonly Item[], { agreement, token, context }: Writing): Promise<void> {
  const documents = sentDocuments(agreement.standard, items);
  const sent = { type: items[0]?.type ?? '', at: context.now().toISOString(), documents };
  for (const memory of await memoriesOf(context, agreement, token, sent)) {
    context.stage({ kind: 'remember', entry: remembered(memory, context) });
  }
  awaitAcknowledgements(agreement, token, context);
}

/** The encoding sftp-out sends the text in. */
const encodingOf = (charset: ReturnType<typeof charsetOf>): 'ascii' | 'latin1' | 'utf8' =>
  charset === 'ascii' || charset === 'latin1' ? charset : 'utf8';
