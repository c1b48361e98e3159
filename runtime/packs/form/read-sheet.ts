import { CrossdockError } from '../../../domain/errors.ts';
import { type DocumentPath, parseYaml, type YamlDocument } from '../../documents/yaml-document.ts';
import { arrange } from './arrange.ts';
import type { FlowNode, Sheet, SheetKind } from './flow.ts';
import { headWithPositions, type Layout, withPosition } from './layout.ts';
import { tabDefaults } from './print-sheet.ts';

/** The text of a sheet's files and where they came from. */
export interface SheetFiles {
  readonly kind: SheetKind;
  readonly path: string;
  /** For messages: the file as the reader would open it. */
  readonly file: string;
  readonly text: string;
  readonly layoutFile: string;
  readonly layout: string | null;
}

/** A sheet that knows where its nodes stand in its file. */
export interface PlacedSheet extends Sheet {
  /** `file:line:column` of a node, or of one of its properties. */
  at(id: string, property?: string): string;
}

/**
 * Reads one file of a pack with its layout; nodes without a position are arranged.
 * @throws CD_PACK_INVALID, CD_PACK_CREDENTIALS with file, line and column
 */
export function readSheet(files: SheetFiles): PlacedSheet {
  const document = parseYaml(files.file, files.text);
  const [problem] = document.problems;
  if (problem) throw problem;
  const layout = readLayout(files);
  const data = (document.data ?? {}) as { readonly nodes?: unknown; readonly [head: string]: unknown };
  const list = data.nodes ?? [];
  if (!Array.isArray(list)) throw invalid(document, ['nodes'], 'nodes must be a list');
  const head = files.kind === 'shared' ? null : readHead(document, data[files.kind], files.kind);
  const nodes = list.map((entry, index) => readNode(document, ['nodes', index], entry, head));
  return {
    kind: files.kind,
    path: files.path,
    head: head && headWithPositions(head, layout),
    nodes: arrange(nodes.map((node) => withPosition(node, layout.nodes[node.id]))),
    order: layout.order,
    at: (id, property) => {
      const index = nodes.findIndex((node) => node.id === id);
      const path = index < 0 ? [] : ['nodes', index, ...(property === undefined ? [] : [property])];
      return document.at(path);
    },
  };
}

function readLayout({ layout, layoutFile }: SheetFiles): Layout {
  if (layout === null) return { order: null, nodes: {} };
  try {
    const data = JSON.parse(layout);
    return { order: null, ...data, nodes: data.nodes ?? {} };
  } catch (thrown) {
    const reason = `not valid JSON: ${(thrown as Error).message}`;
    throw new CrossdockError('CD_PACK_INVALID', { where: layoutFile, reason });
  }
}

function readHead(document: YamlDocument, value: unknown, kind: 'tab' | 'subflow'): FlowNode {
  const head = checked(document, [kind], { ...(value as object), type: kind });
  return kind === 'tab' ? { ...tabDefaults, env: [], ...head } : head;
}

function readNode(
  document: YamlDocument,
  path: DocumentPath,
  entry: unknown,
  head: FlowNode | null,
): FlowNode {
  const node = checked(document, path, entry);
  for (const [output, targets] of (node.wires ?? []).entries()) {
    const strange = Array.isArray(targets) ? targets.findIndex((id) => typeof id !== 'string') : 0;
    if (strange < 0) continue;
    throw invalid(
      document,
      [...path, 'wires', output],
      'wires lists the targets of each output by id, in quotes',
    );
  }
  return head ? { ...node, z: head.id } : node;
}

function checked(document: YamlDocument, path: DocumentPath, value: unknown): FlowNode {
  const node = value as FlowNode | null | undefined;
  if (node === null || typeof node !== 'object')
    throw invalid(document, path, `${path.join('.')} must be a mapping`);
  for (const name of ['id', 'type'] as const) {
    if (typeof node[name] !== 'string' || node[name] === '') {
      throw invalid(
        document,
        [...path, name],
        `${name} must be a text; put it in quotes when it looks like a number`,
      );
    }
  }
  if (node.credentials !== undefined) {
    const where = document.at([...path, 'credentials'], 'key');
    throw new CrossdockError('CD_PACK_CREDENTIALS', { where, node: node.id });
  }
  if (node.wires !== undefined && !Array.isArray(node.wires)) {
    throw invalid(document, [...path, 'wires'], 'wires must be a list with one list per output');
  }
  return node;
}

function invalid(document: YamlDocument, path: DocumentPath, reason: string): CrossdockError {
  return new CrossdockError('CD_PACK_INVALID', { where: document.at(path), reason });
}
