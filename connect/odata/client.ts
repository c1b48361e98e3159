import { CrossdockError } from '../../domain/errors.ts';
import type { Connection, Json } from '../connection.ts';
import { ODataSession } from './session.ts';

export type Entity = Readonly<Record<string, Json>>;

export interface ODataQuery {
  /** Built with `literal` for every value. */
  readonly filter?: string;
  readonly select?: readonly string[];
  readonly expand?: readonly string[];
  readonly orderBy?: string;
  readonly top?: number;
  /** Refuses to collect more. 10,000 when absent. */
  readonly maxEntities?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ODataClient {
  /** Creates an entity (with its deep inserts) and returns it as stored. */
  create(entitySet: string, body: Entity, headers?: Readonly<Record<string, string>>): Promise<Entity>;
  /** One entity with its ETag; null when there is none. `path` comes from `entityPath`. */
  get(
    path: string,
    options?: Pick<ODataQuery, 'select' | 'expand'>,
  ): Promise<{ readonly entity: Entity; readonly etag: string | null } | null>;
  /** All entities that match, page after page. */
  query(entitySet: string, query?: ODataQuery): Promise<Entity[]>;
  /** Changes the named properties of the version that `etag` stands for. @throws CD_CONNECT_STALE */
  update(path: string, changes: Entity, etag: string): Promise<void>;
}

const defaultMaxEntities = 10_000;

/**
 * A client for OData V2 services in the manner of SAP S/4HANA. Paths are relative to the connection's base URL.
 * Keep it: it holds the CSRF token and the session.
 *
 * @throws what `connect/http/request.ts` throws; CD_CONNECT_REJECTED carries SAP's own message
 * @example const order = await openOData(erp).create('API_SALES_ORDER_SRV/A_SalesOrder', { SoldToParty: '17' })
 */
export function openOData(connection: Connection): ODataClient {
  const session = new ODataSession(connection);
  return {
    async create(entitySet, body, headers = {}) {
      const { body: answer } = await session.call({ method: 'POST', path: entitySet, body, headers });
      return entityOf(connection, answer);
    },
    async get(path, options = {}) {
      try {
        const answer = await session.call({ method: 'GET', path: withOptions(path, options) });
        const entity = entityOf(connection, answer.body);
        return { entity, etag: answer.headers.etag ?? etagOf(entity) };
      } catch (thrown) {
        if (thrown instanceof CrossdockError && thrown.parameters.status === 404) return null;
        throw thrown;
      }
    },
    query: (entitySet, query = {}) => collect(connection, session, entitySet, query),
    async update(path, changes, etag) {
      await session.call({ method: 'PATCH', path, body: changes, headers: { 'if-match': etag } });
    },
  };
}

async function collect(
  connection: Connection,
  session: ODataSession,
  entitySet: string,
  query: ODataQuery,
): Promise<Entity[]> {
  const { maxEntities = defaultMaxEntities, top = Number.POSITIVE_INFINITY, headers = {} } = query;
  const found: Entity[] = [];
  let next: string | null = withOptions(entitySet, query);
  while (next !== null && found.length < top) {
    const page: Page = pageOf(connection, (await session.call({ method: 'GET', path: next, headers })).body);
    found.push(...page.results);
    if (found.length > maxEntities) {
      const limit = `${maxEntities} entities`;
      throw new CrossdockError('CD_CONNECT_TOO_LARGE', { system: connection.name, what: entitySet, limit });
    }
    next = page.next === null ? null : linkOf(connection, entitySet, page.next);
  }
  return found.slice(0, top);
}

/** A `__next` link is absolute, or relative to the service document. */
function linkOf(connection: Connection, entitySet: string, link: string): string {
  const service = entitySet.replace(/^\/+/, '').split('/').slice(0, -1).join('/');
  return new URL(link, `${connection.baseUrl.replace(/\/+$/, '')}/${service === '' ? '' : `${service}/`}`)
    .href;
}

function withOptions(path: string, { filter, select, expand, orderBy, top }: ODataQuery): string {
  const options: readonly (readonly [string, string | undefined])[] = [
    ['$filter', filter],
    ['$select', select?.join(',')],
    ['$expand', expand?.join(',')],
    ['$orderby', orderBy],
    ['$top', top === undefined ? undefined : String(top)],
  ];
  const set = options.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return set.length === 0 ? path : `${path}?${set.join('&')}`;
}

const isEntity = (value: unknown): value is Entity =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function wrapped(connection: Connection, body: Json): Json {
  if (isEntity(body) && body.d !== undefined) return body.d;
  throw new CrossdockError('CD_CONNECT_MALFORMED', {
    system: connection.name,
    reason: "no 'd' in the answer",
  });
}

function entityOf(connection: Connection, body: Json): Entity {
  const entity = wrapped(connection, body);
  if (isEntity(entity)) return entity;
  throw new CrossdockError('CD_CONNECT_MALFORMED', {
    system: connection.name,
    reason: 'the answer is no entity',
  });
}

interface Page {
  readonly results: readonly Entity[];
  readonly next: string | null;
}

function pageOf(connection: Connection, body: Json): Page {
  const inner = wrapped(connection, body);
  const results = isEntity(inner) ? inner.results : inner;
  if (!Array.isArray(results)) {
    throw new CrossdockError('CD_CONNECT_MALFORMED', {
      system: connection.name,
      reason: 'the answer is no list',
    });
  }
  const next = isEntity(inner) && typeof inner.__next === 'string' ? inner.__next : null;
  return { results: results.filter(isEntity), next };
}

function etagOf(entity: Entity): string | null {
  const metadata = entity.__metadata;
  return isEntity(metadata) && typeof metadata.etag === 'string' ? metadata.etag : null;
}
