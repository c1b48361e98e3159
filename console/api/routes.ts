import { discardException } from './discard-exception.ts';
import { listExceptions } from './list-exceptions.ts';
import { listOrders } from './list-orders.ts';
import { readMessage } from './read-message.ts';
import { readOrder } from './read-order.ts';
import { readStatus } from './read-status.ts';
import { releaseHold } from './release-hold.ts';
import { retryException } from './retry-exception.ts';
import type { TowerRoute } from './route.ts';

/** Everything the tower can ask and do. */
export const routes: readonly TowerRoute[] = [
  { method: 'GET', path: '/status', handle: readStatus },
  { method: 'GET', path: '/orders', handle: listOrders },
  { method: 'GET', path: '/orders/:tenant/:key', handle: readOrder },
  { method: 'POST', path: '/orders/:tenant/:key/release-hold', handle: releaseHold },
  { method: 'GET', path: '/messages/:id', handle: readMessage },
  { method: 'GET', path: '/exceptions', handle: listExceptions },
  { method: 'POST', path: '/exceptions/:id/retry', handle: retryException },
  { method: 'POST', path: '/exceptions/:id/discard', handle: discardException },
];
