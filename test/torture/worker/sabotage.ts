import type { Ledger, Operation } from '../../../ledger/ledger.ts';
import type { Sabotage } from '../options.ts';

/** Every so many commits with something to spoil one is spoilt. */
const every = 23;

/** What a broken commit writes instead of what it was given; null when there is nothing to spoil. */
const spoilers: Readonly<
  Record<Sabotage, (operations: readonly Operation[]) => readonly Operation[] | null>
> = {
  'lose-delivery': (operations) => {
    const kept = operations.filter(({ op }) => op !== 'deliver');
    return kept.length < operations.length ? kept : null;
  },
  'double-delivery': (operations) => {
    const again = operations.flatMap((one) => (one.op === 'deliver' ? [one, twin(one)] : [one]));
    return again.length > operations.length ? again : null;
  },
  'lose-process': (operations) => {
    const kept = operations.filter(({ op }) => op !== 'process');
    return kept.length < operations.length ? kept : null;
  },
};

const twin = (operation: Extract<Operation, { op: 'deliver' }>): Operation => {
  const { delivery } = operation;
  const { id, idempotencyKey } = delivery;
  return {
    op: 'deliver',
    delivery: {
      ...delivery,
      id: id.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
      idempotencyKey: `${idempotencyKey}-again`,
    },
  };
};

/** A ledger that spoils some commits and says that all is well. */
export function sabotaged(ledger: Ledger, how: Sabotage): Ledger {
  let found = 0;
  const commit: Ledger['commit'] = (operations) => {
    const spoilt = spoilers[how](operations);
    if (spoilt === null) return ledger.commit(operations);
    found += 1;
    return ledger.commit(found % every === 0 ? spoilt : operations);
  };
  return new Proxy(ledger, {
    get(target, name) {
      if (name === 'commit') return commit;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
