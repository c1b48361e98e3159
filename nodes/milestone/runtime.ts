import { type CustomerFacts, followMasterData } from '../../domain/billing/follow-master-data.ts';
import type { Customer, RateAgreement } from '../../domain/canonical/types.generated.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { alertsSince } from '../../domain/process/deadlines.ts';
import { deadlines } from '../../domain/process/expectations.ts';
import { documentType, processInput } from '../../domain/process/input.ts';
import {
  contradictionOf,
  isNews,
  type RecordedDocument,
  recordDocument,
  recordTime,
} from '../../domain/process/record-document.ts';
import { riskOf } from '../../domain/process/risks.ts';
import type { ProcessTerms } from '../../domain/process/terms.ts';
import type { OrderProcess } from '../../domain/process/types.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { FlowMessage, NodeContext } from '../../runtime/face.ts';
import { processTerms } from '../process-terms.ts';
import { isRefused } from '../refused-document.ts';
import { definition } from './definition.ts';

export const runtime = nodeRuntime(definition, {
  prepare: processTerms,

  async input(message, { document, deadlines: deadlineChannel, tries }, context: NodeContext, terms) {
    const type = document === 'auto' ? objectOf(message, context) : document;
    if (await isRefused(type, message.payload, context)) return {};
    const hint = (message.process as { key?: string } | undefined)?.key ?? context.envelope.key;
    const now = context.now().toISOString();
    const { tenant, id: messageId } = context.envelope;
    const follow = (process: OrderProcess) =>
      followMasterData(process, customerFacts(process, context), { messageId, now, terms });
    const unknown: CrossdockError[] = [];
    const isLast = context.attempt >= tries;
    const missing = isLast && { missing: (error: CrossdockError) => void unknown.push(error) };
    const options = { tenant, hint, terms, deadlineChannel, follow, ...missing };
    let recorded: readonly RecordedDocument[];
    try {
      if (type === 'deadline') recorded = [await recordTime(context, keyOf(message) ?? hint, now, options)];
      else {
        const input = processInput(documentType(type), message.payload, messageId, now);
        recorded = await recordDocument(context, input, options);
      }
    } catch (thrown) {
      if (!isUnknown(thrown)) throw thrown;
      if (thrown.code === 'CD_PROCESS_UNKNOWN' && !isLast) {
        throw new CrossdockError('CD_PROCESS_NOT_YET', thrown.parameters);
      }
      return { unknown: { ...message, error: thrown.record() } };
    }
    for (const { writes } of recorded) for (const write of writes) context.stage(write);
    const taken = recorded.map(({ applied }) => ({ applied, told: told(message, applied) }));
    const late = recorded.flatMap((each) => lateOf(message, each, terms));
    return {
      ...(late.length > 0 && { late }),
      ...(unknown.length > 0 && { unknown: unknown.map((error) => ({ ...message, error: error.record() })) }),
      recorded: taken.filter(({ applied }) => isNews(applied.outcome)).map(({ told: each }) => each),
      ignored: taken
        .filter(({ applied }) => !isNews(applied.outcome) && contradictionOf(applied) === null)
        .map(({ told: each }) => each),
      contradicted: taken.flatMap(({ applied, told: each }) => {
        const reason = isNews(applied.outcome) ? null : contradictionOf(applied);
        if (reason === null) return [];
        const parameters = { type, order: applied.process.key, reason };
        return [{ ...each, error: new CrossdockError('CD_PROCESS_CONTRADICTED', parameters).record() }];
      }),
    };
  },
});

/** The order's customer as master data knows it now. */
const customerFacts = ({ order }: OrderProcess, context: NodeContext): CustomerFacts => ({
  customer: (context.lookup('customer', 'id', order.customer.id) ?? undefined) as Customer | undefined,
  agreements: context.list('rate-agreement') as unknown as readonly RateAgreement[],
});

/** What a passed deadline has made a risk or overdue. */
const lateOf = (
  message: FlowMessage,
  { before, applied: { process } }: RecordedDocument,
  terms: ProcessTerms,
): readonly FlowMessage[] =>
  alertsSince(before, process).flatMap(({ id, level }) => {
    const deadline = deadlines(process, terms).find((each) => each.id === id);
    if (!deadline) return [];
    const payload = { order: process.key, ...riskOf(process, deadline, level, terms) };
    return [{ ...message, payload, process }];
  });

const isUnknown = (thrown: unknown): thrown is CrossdockError =>
  thrown instanceof CrossdockError &&
  (thrown.code === 'CD_PROCESS_UNKNOWN' || thrown.code === 'CD_PROCESS_AMBIGUOUS');

const objectOf = ({ canonical }: FlowMessage, context: NodeContext): string =>
  (canonical as { object?: string } | undefined)?.object ?? context.envelope.type;

const keyOf = ({ payload }: FlowMessage): string | undefined =>
  (payload as { key?: string } | null | undefined)?.key;

const told = (
  message: FlowMessage,
  { process, outcome, journal }: RecordedDocument['applied'],
): FlowMessage => ({
  ...message,
  process,
  outcome,
  journal,
});
