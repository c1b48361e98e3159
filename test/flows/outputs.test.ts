import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';

interface StoredNode {
  readonly id: string;
  readonly type: string;
  readonly outputs?: number;
  readonly rules?: readonly unknown[];
  readonly wires: readonly (readonly string[])[];
}

const root = join(import.meta.dirname, '../..');

describe('the route nodes of the packs', () => {
  it('say how many outputs they have, because the editor cuts off the wires beyond', () => {
    const routes = globSync('flows/*/tabs/*.yaml', { cwd: root }).flatMap((path) =>
      (parse(readFileSync(join(root, path), 'utf8')) as { nodes: StoredNode[] }).nodes
        .filter(({ type }) => type === 'crossdock-route')
        .map((node) => ({ path, ...node })),
    );
    expect(routes).to.have.length.greaterThan(3);
    for (const { path, id, outputs, rules = [], wires } of routes) {
      expect(outputs, `${path} ${id}`).to.equal(rules.length + 1);
      expect(wires.length, `${path} ${id}`).to.be.at.most(rules.length + 1);
    }
  });
});
