import { CrossdockError } from '../../domain/errors.ts';
import type { GatewayRoute } from '../face.ts';
import { label, type NodeName } from '../runs/run.ts';

/** Routes that deployed nodes serve now. */
export class Routes {
  private readonly served = new Map<string, { readonly route: GatewayRoute; readonly node: NodeName }>();
  private changes = 0;

  /** Rises with every change. */
  get version(): number {
    return this.changes;
  }

  /** @throws CD_GATEWAY_ROUTE_TAKEN */
  add(route: GatewayRoute, node: NodeName): () => void {
    const place = `${route.method} ${route.path}`;
    const other = this.served.get(place);
    if (other && other.node.id !== node.id) {
      const { method, path } = route;
      throw new CrossdockError('CD_GATEWAY_ROUTE_TAKEN', {
        node: label(node),
        method,
        path,
        other: label(other.node),
      });
    }
    const entry = { route, node };
    this.served.set(place, entry);
    this.changes += 1;
    return () => {
      if (this.served.get(place) !== entry) return;
      this.served.delete(place);
      this.changes += 1;
    };
  }

  all(): GatewayRoute[] {
    return [...this.served.values()].map(({ route }) => route);
  }
}
