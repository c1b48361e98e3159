import { setTimeout as passed } from 'node:timers/promises';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { writeToStream } from 'mqtt-packet';
import { CrossdockError } from '../../domain/errors.ts';
import type { Connection } from '../connection.ts';
import { networkError, withinTimeout } from '../failures.ts';
import { KeepAlive } from './keep-alive.ts';

export interface MqttMessage {
  readonly topic: string;
  readonly payload: Buffer;
  /** True when the broker sent it before and got no acknowledgement. */
  readonly duplicate: boolean;
  readonly retained: boolean;
  /** Aborted when the connection it came by is: it cannot be acknowledged any more, and comes again. */
  readonly gone: AbortSignal;
}

export interface MqttOptions {
  /** Names the session on the broker, which keeps what comes while we are away: stable, and used by one process. */
  readonly clientId: string;
  readonly topics?: readonly string[];
  /**
   * Called one message at a time, in the broker's order. The broker gets its PUBACK when it resolves. When it rejects,
   * the connection is dropped and the broker sends the message again after the reconnect. While it takes its time
   * nothing more is read than what has arrived already, and the connection stays alive.
   */
  handle?(message: MqttMessage): Promise<void>;
  /**
   * What goes wrong without a caller to tell: a lost or refused connection, a handler that rejected, a message above
   * `maxPayloadBytes`. The last is acknowledged once this resolves, since the broker would send it for ever.
   */
  problem(error: CrossdockError, topic: string | null): Promise<void> | void;
  /** At every connection that is ready to send and receive: the first one and each that comes back. */
  connected?(): void;
  /** 1 MB when absent. */
  readonly maxPayloadBytes?: number;
  readonly reconnectMs?: number;
  /** 60 when absent. */
  readonly keepAliveSeconds?: number;
}

export interface MqttConnection {
  readonly connected: boolean;
  /** Resolves once a connection had all topics subscribed. After a refusal it waits for the next attempt. @throws CD_CONNECT_TIMEOUT, CD_CONNECT_UNAUTHORIZED */
  ready(): Promise<void>;
  /** QoS 1: resolves at the broker's PUBACK. @throws CD_CONNECT_REFUSED, CD_CONNECT_TIMEOUT */
  publish(
    topic: string,
    payload: string | Uint8Array,
    options?: { readonly retain?: boolean },
  ): Promise<void>;
  close(): Promise<void>;
}

const defaultMaxPayloadBytes = 1_000_000;
/** A commit under way is over by then, and its PUBACK spares a repeat; one that waits for room is not. */
const lastHandledMs = 500;
/** MQTT 3.1.1 return codes 4 and 5, and their MQTT 5 reason codes: bad user name or password, not authorized. */
const refusedLogin = [4, 5, 134, 135];
/** SUBACK codes from here on refuse the topic (3.9.3). */
const refusedTopic = 128;

// The codec would keep a buffer for each of the 65,536 packet numbers: 8 MB to save an allocation of 2 bytes.
writeToStream.cacheNumbers = false;

/**
 * A connection that stays: it comes back by itself until `close`, with a persistent session (MQTT 3.1.1, 3.1.2.4) and
 * QoS 1, so that no event is lost while either side is away. The handler is set before the connection is made, since
 * the broker sends what it kept at once.
 *
 * @example openMqtt(broker, { clientId: 'demo-events', topics: ['carrier/+/milestones'], handle: accept, problem: log })
 */
export function openMqtt(connection: Connection, options: MqttOptions): MqttConnection {
  const { topics = [], maxPayloadBytes = defaultMaxPayloadBytes, problem } = options;
  const client = connect(connection.baseUrl, clientOptions(connection, options));
  const alive = new KeepAlive(client);
  let subscribed = outcome();
  let handling = Promise.resolve();
  let current = new AbortController();

  const report = (error: CrossdockError, topic: string | null = null): Promise<void> =>
    Promise.resolve(problem(error, topic)).catch(() => undefined);

  const fail = (error: CrossdockError): void => {
    if (error.retry === 'terminal') {
      subscribed.reject(error);
      subscribed = outcome();
    }
    void report(error);
  };

  client.on('connect', () => {
    subscribe(client, topics).then(
      () => {
        subscribed.resolve();
        options.connected?.();
      },
      (thrown: unknown) => {
        fail(mqttError(thrown, connection));
        client.stream.destroy();
      },
    );
  });
  client.on('error', (thrown) => fail(mqttError(thrown, connection)));

  client.on('close', () => {
    current.abort();
    current = new AbortController();
  });

  client.handleMessage = (packet, acknowledge) => {
    // A PUBACK belongs to the connection the message came by: on a later one the same number may mean another message.
    const { signal: gone } = current;
    const payload = Buffer.from(packet.payload);
    alive.begin();
    const size = payload.length;
    const limit = `${maxPayloadBytes} bytes`;
    const handled =
      size > maxPayloadBytes
        ? report(
            new CrossdockError('CD_CONNECT_TOO_LARGE', {
              ...{ system: connection.name, what: `a message of ${size} bytes on ${packet.topic}`, limit },
            }),
            packet.topic,
          )
        : options.handle?.({
            ...{ topic: packet.topic, payload },
            ...{ duplicate: packet.dup, retained: packet.retain, gone },
          });
    handling = Promise.resolve(handled).then(
      () => {
        alive.end();
        if (!gone.aborted) acknowledge();
      },
      (thrown: unknown) => {
        alive.end();
        if (gone.aborted) return;
        void report(asReported(thrown, connection), packet.topic);
        // Not acknowledged and nothing after it taken: the broker begins with it again.
        client.stream.destroy();
      },
    );
  };

  return {
    get connected() {
      return client.connected;
    },
    ready: () => withinTimeout(connection, subscribed.promise),
    async publish(topic, payload, { retain = false } = {}) {
      if (!client.connected) {
        const reason = 'the broker is not connected';
        throw new CrossdockError('CD_CONNECT_REFUSED', { system: connection.name, reason });
      }
      const bytes = typeof payload === 'string' ? payload : Buffer.from(payload);
      try {
        await withinTimeout(connection, client.publishAsync(topic, bytes, { qos: 1, retain }));
      } catch (thrown) {
        throw mqttError(thrown, connection);
      }
    },
    async close() {
      if (alive.busy) await Promise.race([handling, passed(lastHandledMs)]);
      // A message that is not acknowledged keeps its connection from closing in peace; the broker sends it again.
      if (alive.busy) return client.endAsync(true);
      const gone = client.endAsync(false);
      await withinTimeout(connection, gone).catch(() => client.end(true));
    },
  };
}

/** Somebody may ask for it or not: without a listener its rejection is no unhandled one. */
function outcome(): PromiseWithResolvers<void> {
  const next = Promise.withResolvers<void>();
  next.promise.catch(() => undefined);
  return next;
}

function clientOptions(
  connection: Connection,
  { clientId, reconnectMs, keepAliveSeconds = 60 }: MqttOptions,
): IClientOptions {
  const { auth, timeoutMs, name } = connection;
  if (auth.kind !== 'basic' && auth.kind !== 'none') {
    throw new CrossdockError('CD_CONNECT_CONFIG', {
      system: name,
      reason: `MQTT does not log in by ${auth.kind}`,
    });
  }
  return {
    ...{ clientId, clean: false, protocolVersion: 4, resubscribe: false },
    ...{
      keepalive: keepAliveSeconds,
      connectTimeout: timeoutMs,
      reconnectPeriod: reconnectMs ?? 1_000,
      reconnectOnConnackError: true,
    },
    ...(auth.kind === 'basic' ? { username: auth.username, password: auth.password } : {}),
  };
}

async function subscribe(client: MqttClient, topics: readonly string[]): Promise<void> {
  if (topics.length === 0) return;
  try {
    await client.subscribeAsync([...topics], { qos: 1 });
  } catch (thrown) {
    const packet = thrown instanceof Error && 'packet' in thrown ? thrown.packet : null;
    const granted: unknown = typeof packet === 'object' && packet !== null && Reflect.get(packet, 'granted');
    const refused = topics.filter((_, index) => Array.isArray(granted) && granted[index] >= refusedTopic);
    if (refused.length === 0) throw thrown;
    throw Object.assign(new Error(`no right to read ${refused.join(', ')}`), { code: refusedLogin[1] });
  }
}

function mqttError(thrown: unknown, connection: Connection): CrossdockError {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  if (typeof code === 'number' && refusedLogin.includes(code)) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return new CrossdockError('CD_CONNECT_UNAUTHORIZED', { system: connection.name, reason });
  }
  return networkError(thrown, connection);
}

const asReported = (thrown: unknown, connection: Connection): CrossdockError =>
  thrown instanceof CrossdockError
    ? thrown
    : new CrossdockError('CD_INTERNAL', {
        ...{
          where: `the handler of ${connection.name}`,
          reason: thrown instanceof Error ? thrown.message : `${thrown}`,
        },
      });
