import type { Entity, ODataClient } from '../../connect/odata/client.ts';
import { entityPath, literal } from '../../connect/odata/literal.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { type ErpDocument, type ErpDocumentKind, erpDocuments } from './documents.ts';

/** The ERP's number of a document that stands there. @throws CD_ERP_REFERENCE_MISSING */
export function numberIn(document: ErpDocumentKind, body: Entity, property: string): string {
  const number = body[property];
  if (typeof number === 'string' && number !== '') return number;
  throw new CrossdockError('CD_ERP_REFERENCE_MISSING', { document, property });
}

/**
 * Takes a document back item by item; an item that has been is left as it is, so that a repeat changes nothing.
 * `number` of the body names it.
 *
 * @throws CD_ERP_DOCUMENT_UNKNOWN, CD_ERP_REFERENCE_MISSING
 */
export async function reverseDocument(erp: ODataClient, document: ErpDocumentKind, body: Entity) {
  const standing = await find(erp, document, numberIn(document, body, 'number'));
  let changed = 0;
  for (const item of itemsOf(standing.entity))
    if (await changeItem(erp, standing, item, standing.items.reversal)) changed += 1;
  return { document, number: standing.number, reversed: true, existed: changed === 0 };
}

/**
 * Makes a document what the body says, in the ERP's own form: fields and items that differ are changed, items that it does
 * not have are added, and those that the body does not name stay. A repeat changes nothing.
 *
 * @throws CD_ERP_DOCUMENT_UNKNOWN, CD_ERP_REFERENCE_MISSING
 */
export async function changeDocument(erp: ODataClient, document: ErpDocumentKind, body: Entity) {
  const { number: property } = erpDocuments[document];
  const standing = await find(erp, document, numberIn(document, body, property));
  const { number, items, entity } = standing;
  const { [property]: _, to_Item: __, ...fields } = body;
  const path = entityPath(erpDocuments[document].entitySet, number);
  let changed = (await changeEntity(erp, path, entity, fields)) ? 1 : 0;
  for (const wanted of itemsOf(body)) {
    const found = itemsOf(entity).find((item) => item[items.item] === wanted[items.item]);
    if (!found) await erp.create(`${path}/to_Item`, wanted);
    if (!found || (await changeItem(erp, standing, found, wanted))) changed += 1;
  }
  return { document, number, changed };
}

interface Standing {
  readonly document: ErpDocumentKind;
  readonly number: string;
  readonly entity: Entity;
  readonly items: NonNullable<ErpDocument['items']>;
}

async function find(erp: ODataClient, document: ErpDocumentKind, number: string): Promise<Standing> {
  const { entitySet, number: property, items }: ErpDocument = erpDocuments[document];
  const filter = `${property} eq ${literal(number)}`;
  const [entity] = await erp.query(entitySet, { filter, top: 1, expand: ['to_Item'] });
  if (!items || !entity) throw new CrossdockError('CD_ERP_DOCUMENT_UNKNOWN', { document, number });
  return { document, number, entity, items };
}

function changeItem(
  erp: ODataClient,
  { document, number, items }: Standing,
  item: Entity,
  fields: Entity,
): Promise<boolean> {
  const key = { [erpDocuments[document].number]: number, [items.item]: String(item[items.item]) };
  return changeEntity(erp, entityPath(items.itemSet, key), item, fields);
}

/** Whether anything was to change. The version is read anew: what was changed a moment ago has another one. */
async function changeEntity(erp: ODataClient, path: string, last: Entity, fields: Entity): Promise<boolean> {
  if (isSaid(last, fields)) return false;
  const found = await erp.get(path);
  if (!found || isSaid(found.entity, fields)) return false;
  const differing = Object.entries(fields).filter(([name, value]) => found.entity[name] !== value);
  await erp.update(path, Object.fromEntries(differing), found.etag ?? '*');
  return true;
}

const isSaid = (entity: Entity, fields: Entity): boolean =>
  Object.entries(fields).every(([name, value]) => (entity[name] ?? '') === value);

function itemsOf({ to_Item: items }: Entity): readonly Entity[] {
  const { results } = (items ?? {}) as { readonly results?: unknown };
  return Array.isArray(results) ? (results as Entity[]) : [];
}
