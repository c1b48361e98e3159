import { type Client, createClientAsync } from 'soap';
import { CrossdockError } from '../../domain/errors.ts';
import type { Connection, Json } from '../connection.ts';
import { networkError } from '../failures.ts';
import { faultError } from './fault.ts';
import { boundedHttp } from './transport.ts';

export interface SoapClientOptions {
  /** Of the WSDL below the base URL. `?wsdl` when absent. */
  readonly wsdlPath?: string;
  /** Of an answer. 10 MB when absent. */
  readonly maxBytes?: number;
}

export interface SoapClient {
  readonly operations: readonly string[];
  /** Calls an operation with the document's fields and returns those of the answer. `headers` are HTTP headers. */
  call(operation: string, input: Json, headers?: Readonly<Record<string, string>>): Promise<Json>;
}

/**
 * A client made from the WSDL that the service publishes. Calls go to the connection's base URL, whatever address the
 * WSDL names, so that credentials stay with the configured host.
 *
 * Answers: `decimal`, `date`, `dateTime` and `time` stay text; `int` and `boolean` become such, integers that a number
 * cannot hold and derived types stay text. What the schema repeats is a list, even with one entry.
 *
 * A fault of the Client (1.1) or Sender (1.2) is business and terminal, CD_CONNECT_REJECTED; any other is technical
 * and retryable, CD_CONNECT_UNAVAILABLE.
 *
 * @throws CD_CONNECT_TIMEOUT, CD_CONNECT_REFUSED, CD_CONNECT_UNAVAILABLE, CD_CONNECT_THROTTLED,
 * CD_CONNECT_UNAUTHORIZED, CD_CONNECT_REJECTED, CD_CONNECT_TOO_LARGE, CD_CONNECT_MALFORMED
 * @example const legacy = await openSoap(connection); await legacy.call('GetNewOrders', { after: 0, limit: 50 })
 */
export async function openSoap(connection: Connection, options: SoapClientOptions = {}): Promise<SoapClient> {
  const { wsdlPath = '?wsdl' } = options;
  const base = connection.baseUrl.replace(/\/+$/, '');
  const wsdl = wsdlPath.startsWith('?') ? `${base}${wsdlPath}` : `${base}/${wsdlPath.replace(/^\/+/, '')}`;
  const client = await createClientAsync(wsdl, {
    ...{ disableCache: true, endpoint: base },
    httpClient: boundedHttp(connection, options.maxBytes),
    customDeserializer: deserializers,
  }).catch((thrown: unknown) => {
    throw soapError(thrown, connection);
  });
  const operations = operationsOf(client);
  return {
    operations,
    async call(operation, input, headers) {
      if (!operations.includes(operation)) {
        const reason = `its WSDL has no operation ${operation}, only ${operations.join(', ')}`;
        throw new CrossdockError('CD_CONNECT_CONFIG', { system: connection.name, reason });
      }
      try {
        const [answer] = await client[`${operation}Async`](input, {}, headers);
        return jsonOf(answer);
      } catch (thrown) {
        throw soapError(thrown, connection);
      }
    },
  };
}

function operationsOf(client: Client): string[] {
  const services: unknown = client.describe();
  const names = (level: unknown): [string, unknown][] =>
    typeof level === 'object' && level !== null ? Object.entries(level) : [];
  const ports = names(services).flatMap(([, service]) => names(service));
  return [...new Set(ports.flatMap(([, port]) => names(port).map(([name]) => name)))];
}

const asText = (text: string): string => text;
/** The package would cut digits off a number above 2^53, and make a text that is no number NaN. */
const asInteger = (text: string): number | string =>
  /^\s*[+-]?\d+\s*$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text;

/** The package would make amounts floats and dates instants of the machine's zone. */
const deserializers = {
  ...{ decimal: asText, date: asText, dateTime: asText, time: asText },
  ...{ int: asInteger, integer: asInteger, long: asInteger, short: asInteger },
};

/** Absent values disappear: plain JSON. */
const jsonOf = (answer: unknown): Json => (answer === undefined ? null : JSON.parse(JSON.stringify(answer)));

function soapError(thrown: unknown, connection: Connection): CrossdockError {
  if (thrown instanceof CrossdockError) return thrown;
  const fault = faultError(thrown, connection);
  if (fault) return fault;
  const network = networkError(thrown, connection);
  if (network.code === 'CD_CONNECT_TIMEOUT') return network;
  const reason = thrown instanceof Error ? thrown.message.slice(0, 500) : String(thrown);
  return new CrossdockError('CD_CONNECT_MALFORMED', { system: connection.name, reason }, { cause: thrown });
}
