import { CrossdockError } from '../../domain/errors.ts';
import { changeNews } from '../../domain/process/changes/outgoing.ts';
import { processInput } from '../../domain/process/input.ts';
import {
  contradictionOf,
  isNews,
  type RecordedDocument,
  recordDocument,
} from '../../domain/process/record-document.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { FlowMessage, NodeContext } from '../../runtime/face.ts';
import { processTerms } from '../process-terms.ts';
import { isRefused } from '../refused-document.ts';
import { definition } from './definition.ts';

export const runtime = nodeRuntime(definition, {
  prepare: processTerms,

  async input(message, { document, deadlines, tries }, context: NodeContext, terms) {
    const { tenant, id: messageId, key } = context.envelope;
    const type = document === 'auto' ? typeOf(message) : document;
    if (await isRefused(type, message.payload, context)) return {};
    const input = processInput(type, message.payload, messageId, context.now().toISOString());
    const hint = (message.process as { key?: string } | undefined)?.key ?? key;
    try {
      const options = { tenant, hint, terms, deadlineChannel: deadlines };
      const [recorded] = await recordDocument(context, input, options);
      if (!recorded) return {};
      for (const write of recorded.writes) context.stage(write);
      return outputsOf(message, type, recorded);
    } catch (thrown) {
      if (!(thrown instanceof CrossdockError && unknown.has(thrown.code))) throw thrown;
      if (thrown.code === 'CD_PROCESS_UNKNOWN' && context.attempt < tries)
        throw new CrossdockError('CD_PROCESS_NOT_YET', thrown.parameters);
      return { unknown: { ...message, error: thrown.record() } };
    }
  },
});

const unknown = new Set(['CD_PROCESS_UNKNOWN', 'CD_PROCESS_AMBIGUOUS']);

/** A warehouse's answer is no canonical object: whatever is not named a change is one. */
const typeOf = ({ canonical }: FlowMessage) =>
  (canonical as { object?: string } | undefined)?.object === 'order-change'
    ? ('order-change' as const)
    : ('release-change-answer' as const);

function outputsOf(message: FlowMessage, type: string, { before, applied }: RecordedDocument) {
  const { process, outcome, journal } = applied;
  const told: FlowMessage = { ...message, process, outcome, journal };
  const { canonical: _, ...rest } = told;
  const { requests, responses } = changeNews(before, process);
  const as = (object: string) => ({ object, version: '1' });
  const reason = isNews(outcome) ? null : contradictionOf(applied);
  return {
    ...(isNews(outcome) && { recorded: told }),
    ...(requests.length > 0 && {
      requests: requests.map((payload) => ({ ...rest, payload, canonical: as('release-change') })),
    }),
    ...(responses.length > 0 && {
      responses: responses.map((payload) => ({ ...rest, payload, canonical: as('order-response') })),
    }),
    ...(!isNews(outcome) && reason === null && { ignored: told }),
    ...(reason !== null && {
      contradicted: {
        ...told,
        error: new CrossdockError('CD_PROCESS_CONTRADICTED', { type, order: process.key, reason }).record(),
      },
    }),
  };
}
