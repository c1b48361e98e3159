import { isCanonicalObject } from '../../../domain/canonical/validate.ts';
import type { Pack } from '../load-packs.ts';
import { type Issue, type LintParts, placedNodes } from './issue.ts';

/** Types that need no declaration: they are part of the canvas, not of a palette. */
const canvas = new Set([
  'tab',
  'group',
  'junction',
  'comment',
  'link in',
  'link out',
  'link call',
  'global-config',
]);

export const isCanvas = (type: string): boolean => canvas.has(type) || type.startsWith('subflow');

/** Lifecycle, needed node types and schemas: what pack.yaml says against what is there. */
export function lintManifests(parts: LintParts): Issue[] {
  return parts.packs.flatMap((pack) => [...lifecycle(pack, parts), ...needs(pack, parts)]);
}

function lifecycle({ manifest, reference }: Pack, { site }: LintParts): Issue[] {
  const where = `${reference.name}/pack.yaml`;
  if (manifest.lifecycle === 'retired') {
    return [
      { severity: 'error', where, text: 'the pack is retired', remedy: 'Take it out of the site file.' },
    ];
  }
  if (manifest.lifecycle === 'deprecated') {
    return [
      {
        severity: 'warning',
        where,
        text: 'the pack is deprecated',
        remedy: 'Ask its owner for the successor.',
      },
    ];
  }
  if (site.environment === 'production' && manifest.lifecycle !== 'active') {
    const remedy = 'Run it in a test site until its owner makes it active.';
    return [
      { severity: 'error', where, text: `a ${manifest.lifecycle} pack stands in a production site`, remedy },
    ];
  }
  return [];
}

function needs(pack: Pack, parts: LintParts): Issue[] {
  const { manifest, reference } = pack;
  const where = `${reference.name}/pack.yaml`;
  const exists = (type: string) => parts.nodes.has(type) || parts.coreTypes.has(type);
  const used = new Set(placedNodes([pack]).map(({ node }) => node.type));
  const undeclared = [...used].filter((type) => !isCanvas(type) && !manifest.needs.nodes.includes(type));
  return [
    ...manifest.needs.nodes
      .filter((type) => !exists(type))
      .map(
        (type): Issue => ({
          severity: 'error',
          where,
          text: `needs the node type ${type}, which does not exist here`,
          remedy: 'Correct the name, or add the node.',
        }),
      ),
    ...manifest.needs.schemas
      .filter((object) => !isCanonicalObject(object))
      .map(
        (object): Issue => ({
          severity: 'error',
          where,
          text: `needs the schema ${object}, which is not a canonical object`,
          remedy: 'Correct the name; canonical-schemas/ holds one folder per object.',
        }),
      ),
    ...(undeclared.length > 0
      ? [
          {
            severity: 'warning',
            where,
            text: `its flows use ${undeclared.sort().join(', ')}, which needs.nodes does not list`,
            remedy: 'List them, so that a site without them says so before it starts.',
          } satisfies Issue,
        ]
      : []),
  ];
}
