import { CrossdockError } from '../../domain/errors.ts';
import { isTakenBack, reversalsSince } from '../../domain/process/compensation/steps.ts';
import { processInput } from '../../domain/process/input.ts';
import {
  contradictionOf,
  type RecordedDocument,
  recordDocument,
} from '../../domain/process/record-document.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { FlowMessage, NodeContext } from '../../runtime/face.ts';
import { processTerms } from '../process-terms.ts';
import { definition } from './definition.ts';

export const runtime = nodeRuntime(definition, {
  prepare: processTerms,

  async input(message, { action, order, reason, by, deadlines }, context: NodeContext, terms) {
    const { tenant, id: messageId } = context.envelope;
    const now = context.now().toISOString();
    const input =
      action === 'start'
        ? processInput('compensation', { because: String(reason), by: String(by) }, messageId, now)
        : processInput('reversal', resultOf(message, action, String(reason)), messageId, now);
    try {
      const options = { tenant, hint: String(order), terms, deadlineChannel: deadlines };
      const [recorded] = await recordDocument(context, input, options);
      if (!recorded) return {};
      for (const write of recorded.writes) context.stage(write);
      return outputsOf(message, action, recorded);
    } catch (thrown) {
      if (!(thrown instanceof CrossdockError && thrown.code === 'CD_PROCESS_UNKNOWN')) throw thrown;
      return { unknown: { ...message, error: thrown.record() } };
    }
  },
});

/** What a node that took a step back sends on, or hands over on a channel: the step, and why it could not. */
function resultOf({ reversal, payload, error }: FlowMessage, action: 'reversed' | 'failed', usual: string) {
  const { step, reason } = (reversal ?? payload ?? {}) as {
    readonly step?: unknown;
    readonly reason?: unknown;
  };
  const why = [(error as { message?: unknown } | undefined)?.message, reason, usual];
  return { step, done: action === 'reversed', reason: why.find((each) => typeof each === 'string') };
}

function outputsOf(message: FlowMessage, action: string, { before, applied }: RecordedDocument) {
  const { process, outcome } = applied;
  const { canonical: _, reversal: __, error: ___, ...rest } = message;
  const next = reversalsSince(before, process);
  const told = { ...message, process, outcome };
  const contradiction = contradictionOf(applied);
  const isNews = outcome === 'recorded';
  return {
    ...(next.length > 0 && {
      reverse: next.map((reversal) => ({
        ...rest,
        process,
        reversal,
        payload: { ...reversal, order: process.key, because: process.compensation?.because ?? '' },
      })),
    }),
    ...(isNews && isTakenBack(process) && { done: told }),
    ...((contradiction !== null || (isNews && action === 'failed')) && {
      stuck: {
        ...told,
        error:
          message.error ??
          new CrossdockError('CD_PROCESS_CONTRADICTED', {
            ...{ type: 'compensation', order: process.key, reason: contradiction ?? 'a step failed' },
          }).record(),
      },
    }),
    ...(!isNews && contradiction === null && { ignored: told }),
  };
}
