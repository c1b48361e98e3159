import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'yaml';
import { retryDelayMs } from '../../runtime/runs/retry.ts';
import type { RetryPolicy } from '../../runtime/site/site.ts';

const page = readFileSync(new URL('../../docs/order-to-cash.md', import.meta.url), 'utf8');

describe('docs/order-to-cash.md', () => {
  it('says how long an event waits for its plan at least', () => {
    const [, yaml = ''] = /```yaml\n(channels:[\s\S]*?)```/.exec(page) ?? [];
    const policy = parse(yaml).channels['shipment-events'].retry as RetryPolicy;
    const delays = Array.from({ length: policy.attempts - 1 }, (_, index) =>
      retryDelayMs(policy, index + 1, () => 0),
    );
    const hours = delays.reduce((sum, each) => sum + each, 0) / 3_600_000;
    const [, tries, told] = /\*Tries\* (\d+) this waits (\d+) hours at least/.exec(page) ?? [];
    expect(Number(tries)).to.equal(policy.attempts).and.to.be.at.most(50);
    expect(Math.floor(hours)).to.equal(Number(told));
  });
});
