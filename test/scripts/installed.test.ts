import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { isInstalled } from '../../scripts/installed.mjs';

const root = `${import.meta.dirname}/../..`;
const packagesOf = (file: string) => JSON.parse(readFileSync(`${root}/${file}`, 'utf8')).packages;

describe('isInstalled', () => {
  const wanted = {
    '': { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/a-windows': { version: '1.0.0', integrity: 'sha512-w', optional: true },
  };
  const { '': _, 'node_modules/a-windows': other, ...found } = wanted;

  it('accepts what npm ci left here', () => {
    expect(
      isInstalled(packagesOf('package-lock.json'), packagesOf('node_modules/.package-lock.json')),
    ).to.equal(true);
  });

  it('accepts an install without what is for other platforms, and one with it', () => {
    expect(isInstalled(wanted, found)).to.equal(true);
    expect(isInstalled(wanted, { ...found, 'node_modules/a-windows': other })).to.equal(true);
  });

  it('refuses an install that lacks a package, has another version or bytes of it, or one too many', () => {
    const a = wanted['node_modules/a'];
    expect(isInstalled(wanted, {})).to.equal(false);
    expect(isInstalled(wanted, { 'node_modules/a': { ...a, version: '1.0.1' } })).to.equal(false);
    expect(isInstalled(wanted, { 'node_modules/a': { ...a, integrity: 'sha512-b' } })).to.equal(false);
    expect(isInstalled(wanted, { ...found, 'node_modules/b': a })).to.equal(false);
  });
});
