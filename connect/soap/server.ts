import { asCrossdockError, CrossdockError } from '../../domain/errors.ts';
import type { Json } from '../connection.ts';
import {
  type EnvelopeLimits,
  envelope,
  escaped,
  faultBody,
  type RequestEnvelope,
  readEnvelope,
} from './envelope.ts';
import { toJson, toXml } from './json.ts';
import { type OperationShape, readWsdl } from './schema.ts';

export interface SoapReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Gets the fields of the request's element, returns those of the response's. A thrown coded error becomes a fault. */
export type SoapHandler = (operation: string, input: Json) => Promise<Json>;

export interface SoapService {
  readonly operations: readonly string[];
  /** The WSDL with `address` as the place to call, for `GET ?wsdl`. */
  wsdl(address: string): SoapReply;
  /** Answers one POST. Never throws: whatever goes wrong is a fault. */
  handle(body: Uint8Array, handler: SoapHandler): Promise<SoapReply>;
  /** The fault for a request that is answered before it is read; its SOAP version is told by the media type. */
  refuse(thrown: unknown, contentType: string): SoapReply;
}

const defaultLimits: EnvelopeLimits = { maxBytes: 5_000_000, maxDepth: 32 };

/**
 * A SOAP service for a WSDL (document/literal, schemas inside), apart from any HTTP server.
 *
 * Faults: an unreadable request, an unknown operation and business errors are the sender's (Client); everything else
 * is the receiver's (Server), with a text that the caller may repeat on, never a stack.
 *
 * @throws CD_CONNECT_CONFIG when the WSDL cannot be served
 * @example const reply = await soapService(wsdl).handle(request.body, async (operation, input) => ({ accepted: true }))
 */
export function soapService(wsdl: string, limits: Partial<EnvelopeLimits> = {}): SoapService {
  const shape = readWsdl(wsdl);
  const bounds = { ...defaultLimits, ...limits };

  const answer = (operation: OperationShape, output: Json): string => {
    const prefix = shape.qualified ? 'tns:' : '';
    const content = toXml(output, shape.element(operation.output), prefix);
    return `<tns:${operation.output} xmlns:tns="${escaped(shape.targetNamespace)}">${content}</tns:${operation.output}>`;
  };

  return {
    operations: shape.operations.map(({ name }) => name),
    wsdl(address) {
      const body = wsdl.replace(
        /(<(?:\w+:)?address\b[^>]*\blocation\s*=\s*)(["'])[^"']*\2/g,
        (_, head: string) => `${head}"${escaped(address)}"`,
      );
      return { status: 200, headers: { 'content-type': 'text/xml; charset=utf-8' }, body };
    },
    refuse: (thrown, contentType) =>
      faultReply(thrown, /^\s*application\/soap\+xml\b/i.test(contentType) ? '1.2' : '1.1'),
    async handle(body, handler) {
      let version: Version = '1.1';
      try {
        const request = readEnvelope(body, bounds);
        version = request.version;
        const operation = shape.operations.find(({ input }) => input === request.name);
        if (!operation) throw new CrossdockError('CD_CONNECT_SOAP_OPERATION', { element: request.name });
        const input = toJson(request.content, shape.element(operation.input));
        const output = await handler(operation.name, typeof input === 'object' ? input : {});
        return operation.output === ''
          ? reply(version, 202, '')
          : reply(version, 200, answer(operation, output));
      } catch (thrown) {
        return faultReply(thrown, version);
      }
    },
  };
}

type Version = RequestEnvelope['version'];

const reply = (
  version: Version,
  status: number,
  content: string,
  headers: SoapReply['headers'] = {},
): SoapReply => ({
  status,
  headers: {
    'content-type': `${version === '1.2' ? 'application/soap+xml' : 'text/xml'}; charset=utf-8`,
    ...headers,
  },
  body: envelope(version, content),
});

function faultReply(thrown: unknown, version: Version): SoapReply {
  const { code, message, fault, parameters } = asCrossdockError(thrown, 'the SOAP service');
  const side = fault === 'business' ? 'sender' : 'receiver';
  // SOAP 1.1 over HTTP answers every fault with 500; 1.2 tells the sender's mistakes apart with 400.
  const status = version === '1.2' && side === 'sender' ? 400 : 500;
  const { retryAfterSeconds } = parameters;
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  const text = code === 'CD_INTERNAL' ? 'internal error' : message;
  return reply(version, status, faultBody(version, side, text, code), headers);
}
