/** Generates what is not committed: canonical validators and the node files Node-RED loads. Quick when nothing changed. */
import { fileURLToPath } from 'node:url';
import { buildCanonical } from './build-canonical.ts';
import { buildKernel } from './build-kernel.ts';
import { buildNodes } from './build-nodes.ts';
import { buildSorting } from './build-sorting.ts';
import { whenStale } from './when-stale.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What is generated is named too, so that a deleted or edited copy is made again. */
const canonical = [
  'canonical-schemas',
  'scripts/build-canonical.ts',
  'scripts/canonical',
  'domain/canonical/types.generated.ts',
  'domain/canonical/validators.generated.js',
];

await whenStale(root, 'canonical', canonical, () => buildCanonical(root));
await buildKernel(root);
await buildSorting();
await whenStale(root, 'nodes', ['nodes', 'node-kit', 'scripts/build-nodes.ts'], () => buildNodes(root));
