import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { CrossdockError } from '../../domain/errors.ts';

export interface EnvelopeLimits {
  readonly maxBytes: number;
  /** Elements inside each other. */
  readonly maxDepth: number;
}

/** An element as text, attributes (`@name`) and children by local name, each child in a list. */
export type XmlNode = Readonly<Record<string, unknown>>;

export interface RequestEnvelope {
  /** Local name of the one element in the body. */
  readonly name: string;
  readonly content: unknown;
  readonly version: '1.1' | '1.2';
}

const soap12 = 'http://www.w3.org/2003/05/soap-envelope';
const soap11 = 'http://schemas.xmlsoap.org/soap/envelope/';

const unreadable = (reason: string): CrossdockError =>
  new CrossdockError('CD_CONNECT_SOAP_UNREADABLE', { reason: reason.slice(0, 300) });
const isNode = (value: unknown): value is XmlNode => typeof value === 'object' && value !== null;
const first = (node: unknown, name: string): unknown => {
  const list = isNode(node) ? node[name] : undefined;
  return Array.isArray(list) ? list[0] : undefined;
};

/**
 * Reads a SOAP 1.1 or 1.2 request from anybody: nothing is resolved or fetched, a DTD is refused (SOAP 1.1, 3), size
 * and depth are limited before anything is built.
 *
 * @throws CD_CONNECT_SOAP_UNREADABLE
 */
export function readEnvelope(bytes: Uint8Array, { maxBytes, maxDepth }: EnvelopeLimits): RequestEnvelope {
  if (bytes.byteLength > maxBytes) throw unreadable(`it is larger than ${maxBytes} bytes`);
  const text = decoded(bytes);
  if (/<!(?!--|\[CDATA\[)/.test(text)) throw unreadable('it has a DTD');
  checkDepth(text, maxDepth);
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw unreadable(`line ${valid.err.line}: ${valid.err.msg}`);
  const envelope = first(parsed(text, maxDepth), 'Envelope');
  const version = text.includes(soap12) ? '1.2' : '1.1';
  if (!isNode(envelope) || !(version === '1.2' || text.includes(soap11)))
    throw unreadable('it is no SOAP envelope');
  refuseMandatoryHeaders(first(envelope, 'Header'));
  const body = first(envelope, 'Body');
  const names = isNode(body)
    ? Object.keys(body).filter((name) => !name.startsWith('@') && name !== '#text')
    : [];
  const [name] = names;
  if (name === undefined || names.length > 1) throw unreadable('its body does not hold exactly one element');
  return { name, content: first(body, name), version };
}

function decoded(bytes: Uint8Array): string {
  const declared = /^[^>]*encoding\s*=\s*["']([\w-]+)["']/.exec(
    Buffer.from(bytes.subarray(0, 200)).toString('latin1'),
  );
  try {
    return new TextDecoder(declared?.[1] ?? 'utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable(`it is not written in ${declared?.[1] ?? 'UTF-8'}`);
  }
}

/** What is no element, and how it ends. */
const sections = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const;

/**
 * Before parsing, since a deep document exhausts the stack of whatever walks it. Every character is looked at once,
 * and the first thing without an end ends it, so that hostile text costs no more than its length.
 */
function checkDepth(text: string, maxDepth: number): void {
  let depth = 0;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    const section = sections.find(([start]) => text.startsWith(start, at));
    if (section) {
      const [start, end] = section;
      const from = text.indexOf(end, at + start.length);
      if (from < 0) throw unreadable(`${start} has no end`);
      at = from + end.length;
      continue;
    }
    const end = endOfTag(text, at);
    if (text[at + 1] === '/') depth -= 1;
    else if (text[end - 1] !== '/') depth += 1;
    if (depth > maxDepth) throw unreadable(`its elements are nested deeper than ${maxDepth}`);
    at = end;
  }
}

/** Index of the `>` of the tag that starts at `start`; one in an attribute's value ends nothing (XML 1.0, 3.1). */
function endOfTag(text: string, start: number): number {
  let quote = '';
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '<') throw unreadable('a tag has a < inside');
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return at;
  }
  throw unreadable('a tag has no end');
}

function parsed(text: string, maxDepth: number): unknown {
  const parser = new XMLParser({
    ...{ ignoreAttributes: false, attributeNamePrefix: '@', removeNSPrefix: true },
    ...{ parseTagValue: false, trimValues: true, maxNestedTags: maxDepth + 1 },
    // Character references (&#8364;); a DTD, which could define others, was refused.
    htmlEntities: true,
    isArray: (_name, _path, _leaf, isAttribute) => !isAttribute,
  });
  try {
    return parser.parse(text);
  } catch (thrown) {
    throw unreadable(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

/** A header that must be understood and is not means a fault, and no processing (SOAP 1.1, 4.2.3). */
function refuseMandatoryHeaders(header: unknown): void {
  if (!isNode(header)) return;
  for (const [name, list] of Object.entries(header)) {
    const mandatory =
      Array.isArray(list) &&
      list.some((one) => ['1', 'true'].includes(String(isNode(one) && one['@mustUnderstand'])));
    if (mandatory) throw unreadable(`the header ${name} must be understood and is not`);
  }
}

/** Text as XML content or attribute value; characters that XML 1.0 cannot hold are dropped. */
export function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

export function envelope(version: RequestEnvelope['version'], body: string): string {
  const namespace = version === '1.2' ? soap12 : soap11;
  return `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="${namespace}"><soap:Body>${body}</soap:Body></soap:Envelope>`;
}

/** `side` is whose mistake it is. */
export function faultBody(
  version: RequestEnvelope['version'],
  side: 'sender' | 'receiver',
  text: string,
  detail: string,
): string {
  const inner = detail === '' ? '' : `<code xmlns="urn:crossdock:fault">${escaped(detail)}</code>`;
  if (version === '1.2') {
    const code = side === 'sender' ? 'soap:Sender' : 'soap:Receiver';
    const told = inner === '' ? '' : `<soap:Detail>${inner}</soap:Detail>`;
    return `<soap:Fault><soap:Code><soap:Value>${code}</soap:Value></soap:Code><soap:Reason><soap:Text xml:lang="en">${escaped(text)}</soap:Text></soap:Reason>${told}</soap:Fault>`;
  }
  const code = side === 'sender' ? 'soap:Client' : 'soap:Server';
  const told = inner === '' ? '' : `<detail>${inner}</detail>`;
  return `<soap:Fault><faultcode>${code}</faultcode><faultstring>${escaped(text)}</faultstring>${told}</soap:Fault>`;
}
