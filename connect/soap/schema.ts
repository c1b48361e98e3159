import { XMLParser } from 'fast-xml-parser';
import { CrossdockError } from '../../domain/errors.ts';

/** One element as an XML Schema declares it; names without prefix. */
export interface ElementShape {
  readonly name: string;
  readonly repeats: boolean;
  /** Local name of a built-in type (`string`, `int`, `boolean`), or null for a complex one. */
  readonly simple: string | null;
  /** In schema order; read when needed, since types may refer to themselves. */
  children(): readonly ElementShape[];
}

export interface OperationShape {
  readonly name: string;
  readonly input: string;
  readonly output: string;
}

export interface WsdlShape {
  readonly targetNamespace: string;
  /** False: only the outermost element of a document carries the namespace (elementFormDefault unqualified). */
  readonly qualified: boolean;
  readonly operations: readonly OperationShape[];
  element(name: string): ElementShape | null;
}

type Node = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  ...{ ignoreAttributes: false, attributeNamePrefix: '@', removeNSPrefix: true, parseTagValue: false },
  isArray: (_name, _path, _leaf, isAttribute) => !isAttribute,
});

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;
const nodes = (parent: Node | undefined, name: string): Node[] => {
  const list = parent?.[name];
  return Array.isArray(list) ? list.map((one) => (isNode(one) ? one : {})) : [];
};
const attribute = (node: Node | undefined, name: string): string => String(node?.[`@${name}`] ?? '');
const local = (qualified: string): string => qualified.split(':').at(-1) ?? '';

/**
 * Reads the document/literal operations of a WSDL 1.1 text with its schemas inside.
 *
 * @throws CD_CONNECT_CONFIG when it refers to other files, or has no document/literal operation
 */
export function readWsdl(text: string): WsdlShape {
  const refuse = (reason: string): CrossdockError =>
    new CrossdockError('CD_CONNECT_CONFIG', { system: 'the SOAP service', reason });
  if (/<!DOCTYPE/i.test(text)) throw refuse('its WSDL has a DTD');
  const definitions = nodes(parser.parse(text), 'definitions')[0];
  const types = nodes(definitions, 'types')[0];
  const schemas = nodes(types, 'schema');
  const imports = schemas.flatMap((one) => [...nodes(one, 'import'), ...nodes(one, 'include')]);
  if (
    nodes(definitions, 'import').length > 0 ||
    imports.some((one) => attribute(one, 'schemaLocation') !== '')
  ) {
    throw refuse('its WSDL refers to other files; put the schemas into it');
  }
  const global = (kind: string): Map<string, Node> =>
    new Map(
      schemas.flatMap((one) => nodes(one, kind).map((node) => [attribute(node, 'name'), node] as const)),
    );
  const shapes = shapeReader(global('element'), global('complexType'), global('simpleType'));
  const operations = operationsOf(definitions);
  if (operations.length === 0) throw refuse('its WSDL has no document/literal operation');
  return {
    targetNamespace: attribute(schemas[0], 'targetNamespace') || attribute(definitions, 'targetNamespace'),
    qualified: attribute(schemas[0], 'elementFormDefault') === 'qualified',
    operations,
    element: shapes,
  };
}

function operationsOf(definitions: Node | undefined): OperationShape[] {
  const elements = new Map(
    nodes(definitions, 'message').map((message) => [
      attribute(message, 'name'),
      local(attribute(nodes(message, 'part')[0], 'element')),
    ]),
  );
  const elementOf = (operation: Node, side: string): string =>
    elements.get(local(attribute(nodes(operation, side)[0], 'message'))) ?? '';
  return nodes(definitions, 'portType')
    .flatMap((port) => nodes(port, 'operation'))
    .map((operation) => ({
      name: attribute(operation, 'name'),
      input: elementOf(operation, 'input'),
      output: elementOf(operation, 'output'),
    }))
    .filter(({ input }) => input !== '');
}

function shapeReader(
  elements: ReadonlyMap<string, Node>,
  complexTypes: ReadonlyMap<string, Node>,
  simpleTypes: ReadonlyMap<string, Node>,
): (name: string) => ElementShape | null {
  const simpleName = (type: string): string => {
    const restriction = nodes(simpleTypes.get(type), 'restriction')[0];
    return restriction ? simpleName(local(attribute(restriction, 'base'))) : type;
  };

  /** Elements of a sequence, all or choice, however nested, and of the type that is extended. */
  const particles = (parent: Node, repeats: boolean): ElementShape[] => {
    const extension = nodes(nodes(parent, 'complexContent')[0], 'extension')[0];
    const base = extension ? complexTypes.get(local(attribute(extension, 'base'))) : undefined;
    const groups = ['sequence', 'all', 'choice'].flatMap((kind) => nodes(parent, kind));
    return [
      ...(base ? particles(base, repeats) : []),
      ...(extension ? particles(extension, repeats) : []),
      ...nodes(parent, 'element').map((node) => shape(node, repeats)),
      ...groups.flatMap((group) => particles(group, repeats || many(group))),
    ];
  };

  const shape = (node: Node, repeats: boolean): ElementShape => {
    const reference = attribute(node, 'ref');
    const declared = reference === '' ? node : (elements.get(local(reference)) ?? node);
    const type = local(attribute(declared, 'type'));
    const complex = nodes(declared, 'complexType')[0] ?? complexTypes.get(type);
    return {
      name: attribute(declared, 'name') || local(reference),
      repeats: repeats || many(node),
      simple: complex ? null : simpleName(type || local(attribute(inlineBase(declared), 'base')) || 'string'),
      children: () => (complex ? particles(complex, false) : []),
    };
  };

  return (name) => {
    const node = elements.get(name);
    return node ? shape(node, false) : null;
  };
}

const inlineBase = (node: Node): Node | undefined => nodes(nodes(node, 'simpleType')[0], 'restriction')[0];

function many(node: Node): boolean {
  const max = attribute(node, 'maxOccurs');
  return max === 'unbounded' || Number(max || 1) > 1;
}
