import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { safeJoin } from '../../../runtime/packs/safe-path.ts';
import { createPacksView } from '../../../runtime/packs/view.ts';
import { type TemporaryPacks, temporaryPacks } from './temporary-packs.ts';

describe('createPacksView', () => {
  let packs: TemporaryPacks;
  beforeEach(() => {
    packs = temporaryPacks('orders', 'billing');
    packs.put('orders/agreements/acme.yaml', 'agreement: acme\n');
    packs.put('orders/mappings/base/a.mapping.yaml', 'mapping: a\n');
    packs.put('orders/mappings/b.mapping.yaml', 'mapping: b\n');
    packs.put('orders/notes.txt', 'plain');
    packs.put('orders/tabs/t.yaml', 'tab: { id: 7ab2, label: T }\nnodes: []\n');
  });
  afterEach(() => packs.remove());

  it('parses YAML and JSON, and gives other files as text', () => {
    const view = createPacksView(packs.open());
    expect(view.file('orders', 'agreements/acme.yaml')?.data).to.deep.equal({ agreement: 'acme' });
    expect(view.file('orders', 'notes.txt')?.data).to.equal('plain');
  });

  it('lists the files below a folder, sorted, and none of a folder that is not there', () => {
    const view = createPacksView(packs.open());
    expect(view.files('orders', 'mappings')).to.deep.equal([
      'mappings/b.mapping.yaml',
      'mappings/base/a.mapping.yaml',
    ]);
    expect(view.files('orders', 'guides')).to.deep.equal([]);
    expect(view.files('nobody', 'mappings')).to.deep.equal([]);
  });

  it('gives the new content once a file has changed', () => {
    const view = createPacksView(packs.open());
    view.file('orders', 'agreements/acme.yaml');
    writeFileSync(join(packs.root, 'orders/agreements/acme.yaml'), 'agreement: acme-2\n');
    expect(view.file('orders', 'agreements/acme.yaml')?.data).to.deep.equal({ agreement: 'acme-2' });
  });

  it('tells what the site says of the terms of a pack, and nothing of others', () => {
    const view = createPacksView(packs.open(), { orders: { podWithinHours: 24 } });
    expect(view.siteTerms?.('orders')).to.deep.equal({ podWithinHours: 24 });
    expect(view.siteTerms?.('billing')).to.equal(null);
    expect(view.siteTerms?.('toString')).to.equal(null);
  });

  it('knows the pack of a tab', () => {
    const view = createPacksView(packs.open());
    expect(view.packOfFlow('7ab2')).to.equal('orders');
    expect(view.packOfFlow('nope')).to.equal(null);
  });

  it('answers null for what is missing and refuses what lies outside', () => {
    const view = createPacksView(packs.open());
    expect(view.file('orders', 'agreements/none.yaml')).to.equal(null);
    expect(view.file('orders', 'agreements')).to.equal(null);
    for (const path of ['../billing/pack.yaml', '/etc/passwd', 'a/../../x', 'a\\..\\x', 'a\0b']) {
      expect(() => view.file('orders', path), path).to.throw(/not a path inside/);
    }
  });

  it('does not follow a link out of the pack', () => {
    symlinkSync('/etc', join(packs.root, 'orders/out'));
    expect(() => createPacksView(packs.open()).file('orders', 'out/passwd')).to.throw(/not a path inside/);
  });

  it('never leaves the folder, whatever the path', () => {
    const folder = packs.folderOf('orders');
    const part = fc.oneof(
      fc.constantFrom('..', '.', '', '~', '%2e%2e', 'mappings', '\\', '\0'),
      fc.string({ maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        try {
          expect(`${safeJoin(folder, parts.join('/'))}/`.startsWith(`${folder}/`)).to.equal(true);
        } catch (thrown) {
          expect((thrown as { code?: string }).code).to.equal('CD_PACK_PATH');
        }
      }),
    );
  });
});
