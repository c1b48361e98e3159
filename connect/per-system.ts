import type { Connection } from './connection.ts';

/** Clients that are kept, one per system. */
export interface PerSystem<T> {
  /** The client of this system, opened at its first use. */
  to(connection: Connection): T;
  all(): T[];
}

/**
 * For a node whose deliveries may go to a fallback as well: each of the two systems gets a client of its own.
 *
 * @example const clients = perSystem(openOData); await clients.to(context.system(name)).create('A_SalesOrder', order)
 */
export function perSystem<T>(open: (connection: Connection) => T): PerSystem<T> {
  const opened = new Map<string, T>();
  return {
    to(connection) {
      const known = opened.get(connection.name);
      if (known) return known;
      const client = open(connection);
      opened.set(connection.name, client);
      return client;
    },
    all: () => [...opened.values()],
  };
}
