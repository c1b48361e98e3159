import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'yaml';
import type { RateAgreement } from '../../../domain/canonical/types.generated.ts';
import { validateCanonical } from '../../../domain/canonical/validate.ts';
import { data } from './orders.ts';

describe('docs/order-to-cash.md about returns', () => {
  it('shows terms that an agreement may have', () => {
    const guide = readFileSync(new URL('../../../docs/order-to-cash.md', import.meta.url), 'utf8');
    const [, yaml = ''] = /### Returns[\s\S]*?```yaml\n([\s\S]*?)```/.exec(guide) ?? [];
    const [agreement] = data({}, parse(yaml) as Partial<RateAgreement>).agreements;
    expect(agreement?.returns?.credited).to.deep.equal(['good', 'damaged']);
    expect(validateCanonical('rate-agreement', agreement)).to.deep.include({ valid: true });
  });
});
