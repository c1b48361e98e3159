/**
 * Writes the guides and the dictionary of one UN/EDIFACT directory from its text files:
 *
 *     node scripts/build-edifact-guides.ts d96a path/to/unpacked/directory
 *
 * The folder is what UNECE publishes as one archive (https://unece.org/trade/uncefact/unedifact/download), with the
 * archives in it unpacked too. Functional descriptions are not carried over.
 */

import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  CompositeData,
  DictionaryData,
  ElementData,
  GuideData,
  SegmentData,
} from '../domain/edi/guides/guide.ts';
import { readCodeLists, readComposites, readElements, readSegments } from './edifact/directory-text.ts';
import ownNames from './edifact/names.json' with { type: 'json' };
import { jsonText } from './edifact/print.ts';
import { readSegmentTable, type TableNode } from './edifact/segment-table.ts';
import { structureOf } from './edifact/structure.ts';

interface Names {
  readonly messages: Readonly<Record<string, string>>;
  readonly segments: Readonly<Record<string, string>>;
  readonly composites: Readonly<Record<string, string>>;
  readonly elements: Readonly<Record<string, string>>;
}

const own: Names = ownNames;

/** The separator of sections is a service segment: no directory lists it. */
const sectionElement: ElementData = {
  name: 'Section',
  type: 'a',
  min: 1,
  max: 1,
  codes: { D: 'Header ends, detail begins', S: 'Detail ends, summary begins' },
};

class Directory {
  readonly release: string;
  readonly #folder: string;

  constructor(release: string, folder: string) {
    this.release = release;
    this.#folder = folder;
  }

  /** Text of the files of this name; box lines are only right in code page 437, which 866 shares them with. */
  text(name: string, encoding: string): string {
    const files = globSync(`**/${name}.${this.release}`, { cwd: this.#folder, withFileTypes: true });
    const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
    return paths
      .sort()
      .map((path) => new TextDecoder(encoding).decode(readFileSync(path)))
      .join('\n');
  }

  list(name: string): string {
    const text = this.text(name, 'windows-1252');
    if (text === '') throw new Error(`no file ${name}.${this.release}`);
    return text;
  }

  messages(): Map<string, TableNode[]> {
    const found = Object.keys(own.messages).map((type) => [type, this.text(`${type}_D`, 'ibm866')] as const);
    return new Map(
      found.filter(([, text]) => text !== '').map(([type, text]) => [type, readSegmentTable(text)]),
    );
  }
}

function segmentNames(nodes: readonly TableNode[], names: Map<string, string>): void {
  for (const node of nodes) {
    if ('group' in node) segmentNames(node.children, names);
    else if (!names.has(node.segment)) names.set(node.segment, node.name);
  }
}

function dictionaryOf(
  directory: Directory,
  version: string,
  names: ReadonlyMap<string, string>,
): DictionaryData {
  const segments: Record<string, SegmentData> = {};
  const composites: Record<string, CompositeData> = {};
  const elements: Record<string, ElementData> = { '0081': sectionElement };
  const inSegments = readSegments(directory.list('[ET][DR]SD'));
  const inComposites = readComposites(directory.list('[ET][DR]CD'));
  const inElements = readElements(directory.list('[ET][DR]ED'));
  const codes = readCodeLists(directory.list('UNCL*'));
  const addElement = (id: string): void => {
    const element = inElements.get(id);
    if (!element) throw new Error(`no element ${id}`);
    const { name, type, min, max, open, codesOf } = element;
    const list = { ...codes.get(id), ...(codesOf ? codes.get(codesOf) : {}) };
    const listed = !open && Object.keys(list).length > 0;
    elements[id] = { name: own.elements[id] ?? name, type, min, max, ...(listed ? { codes: list } : {}) };
  };
  for (const id of [...names.keys()].sort()) {
    const segment = id === 'UNS' ? { elements: ['0081 M'] } : inSegments.get(id);
    if (!segment) throw new Error(`no segment ${id}`);
    segments[id] = { name: own.segments[id] ?? names.get(id) ?? id, elements: segment.elements };
    for (const number of segment.elements.map((text) => text.slice(0, 4))) {
      const composite = inComposites.get(number);
      if (composite) {
        composites[number] = { ...composite, name: own.composites[number] ?? composite.name };
        for (const component of composite.components) addElement(component.slice(0, 4));
      } else if (number !== '0081') addElement(number);
    }
  }
  return {
    dictionary: `edifact/${version.toLowerCase()}/dictionary`,
    standard: 'EDIFACT',
    version,
    source: `UN/EDIFACT directory D.${directory.release} (UNECE, public): identifiers, requirements, formats, names of code values; names shortened where we have our own words`,
    elements: sorted(elements),
    composites: sorted(composites),
    segments,
  };
}

const sorted = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

function build(release: string, folder: string, target: string): void {
  const version = `D${release}`;
  const directory = new Directory(release, folder);
  const messages = directory.messages();
  const names = new Map<string, string>();
  for (const nodes of messages.values()) segmentNames(nodes, names);
  const dictionary = dictionaryOf(directory, version, names);
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'dictionary.json'), jsonText(dictionary));
  for (const [type, nodes] of messages) {
    const guide: GuideData = {
      guide: `edifact/${version.toLowerCase()}/${type.toLowerCase()}`,
      standard: 'EDIFACT',
      version,
      type,
      name: own.messages[type] ?? type,
      dictionary: dictionary.dictionary,
      source: `UN/EDIFACT directory D.${release}, ${type} (UNECE, public)`,
      structure: structureOf(nodes),
    };
    writeFileSync(join(target, `${type.toLowerCase()}.json`), jsonText(guide));
  }
  const missing = Object.keys(own.messages).filter((type) => !messages.has(type));
  console.log(
    `${version}: ${messages.size} messages${missing.length > 0 ? `, without ${missing.join(', ')}` : ''}`,
  );
}

if (import.meta.main) {
  const [name = '', folder = ''] = process.argv.slice(2);
  if (!/^d\d\d[abc]$/.test(name) || folder === '') {
    console.error('usage: node scripts/build-edifact-guides.ts d96a <unpacked directory>');
    process.exit(2);
  }
  build(name.slice(1).toUpperCase(), folder, join(import.meta.dirname, '../domain/edi/guides/edifact', name));
}
