import type { JournalEntry, Operation, RetryPoint } from '../../ledger/ledger.ts';
import { discriminators, type HandOver, handOver, timerIds, timerOperations } from '../channels/hand-over.ts';
import { instant } from '../clock.ts';
import type { Effect } from '../face.ts';
import { encodeValue } from './body.ts';
import { label, type NodeName, type Run } from './run.ts';

/**
 * Everything a finished run changes, as one commit: its message is done, and what its nodes staged, in their order.
 * @throws CD_RUN_BODY when an effect holds what cannot be stored
 */
export function runOperations(run: Pick<Run, 'envelope' | 'staged'>, options: HandOver): Operation[] {
  const { envelope } = run;
  const discriminate = discriminators();
  const at = instant(options.clock);
  const journal = (entry: Omit<JournalEntry, 'at' | 'messageId'>): Operation => ({
    op: 'journal',
    entries: [{ ...entry, at, messageId: envelope.id }],
  });

  /** A document nobody reads is no error, but somebody will look for it. */
  const unread = (channel: string, key: string): Operation =>
    journal({
      tenant: envelope.tenant,
      key,
      kind: 'unread',
      text: `no pack reads channel ${channel}: the document went nowhere`,
    });

  const operationsOf = (effect: Effect, node: NodeName, retry: RetryPoint | undefined): Operation[] => {
    switch (effect.kind) {
      case 'channel': {
        const { channel, key } = effect;
        if (channel !== undefined && options.readersOf(channel).length === 0) return [unread(channel, key)];
        return handOver(effect, envelope, node, discriminate(effect, node), options).map((message) => ({
          op: 'accept',
          message,
        }));
      }
      case 'timer':
        return timerOperations(effect, envelope, node, options);
      case 'cancel-timer':
        return timerIds(effect, options).map((id) => ({ op: 'cancelTimer', id }));
      case 'process': {
        const { kind: _, ...process } = effect;
        return [{ op: 'process', ...process }];
      }
      case 'journal': {
        const { tenant, key, entry: kind, text, data } = effect;
        return [journal({ tenant, key, kind, text, ...(data !== undefined && { data }) })];
      }
      case 'exception': {
        const { exception } = effect;
        const { tenant = envelope.tenant, key } = exception;
        return [
          {
            op: 'exception',
            exception: {
              nodeId: node.id,
              nodeName: label(node),
              ...exception,
              id: exception.id ?? options.ids.uuid(),
              tenant,
              subjectId: envelope.id,
              ...(retry && { retry }),
            },
          },
          journal({ tenant, key, kind: 'exception', text: exception.error.message }),
        ];
      }
      case 'close-exception': {
        const { id, reason } = effect;
        return [{ op: 'closeException', id, state: 'resolved', by: label(node), reason, ifOpen: true }];
      }
      case 'remember':
        return [{ op: 'remember', entry: { ...effect.entry, at } }];
      case 'state':
        return [{ op: 'state', name: effect.name, value: effect.value }];
      case 'allot': {
        const { sequence, token, width } = effect;
        return [{ op: 'allot', sequence, token, width }];
      }
      case 'reply': {
        if (envelope.replyTo === undefined) return [];
        const { status, headers = {} } = effect;
        const body = encodeValue(effect.body, label(node));
        return [{ op: 'reply', reply: { id: envelope.replyTo, status, headers, body, at } }];
      }
    }
  };

  return [
    { op: 'done', messageId: envelope.id },
    ...run.staged.flatMap((staged): readonly Operation[] => {
      if (staged.kind === 'delivery') return [{ op: 'deliver', delivery: staged.delivery }];
      if (staged.kind === 'effect') return operationsOf(staged.effect, staged.node, staged.retry);
      const { id, reason, node, operations } = staged;
      return [{ op: 'closeException', id, state: 'resolved', by: label(node), reason }, ...operations];
    }),
  ];
}
