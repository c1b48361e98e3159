import { type Entity, type ODataClient, openOData } from '../../connect/odata/client.ts';
import { entityPath, literal } from '../../connect/odata/literal.ts';
import { perSystem } from '../../connect/per-system.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { definition } from './definition.ts';
import {
  type ErpDocument,
  type ErpDocumentKind,
  erpDocuments,
  referenceFilter,
  referenceOf,
} from './documents.ts';

export const runtime = nodeRuntime(definition, {
  /** Clients of this deployed node: they keep the CSRF token and the session. */
  prepare({ system }, context: NodeContext) {
    const erps = perSystem((connection) => openOData(connection));
    erps.to(context.system(system));
    return erps;
  },
  stage(message, { system, document, action }) {
    const body = message.payload as Entity;
    if (action === 'reverse') {
      const number = numberOf(document, body);
      return { system, key: number, idempotencyKey: `reverse:${document}:${number}`, request: { number } };
    }
    const reference = referenceOf(document, body).join('/');
    return { system, key: reference, idempotencyKey: `${document}:${reference}`, request: body };
  },
  /** The ERP honours no idempotency key, so we look before we create: a lost answer is found, not posted again. */
  async deliver(body: Entity, { system, document, action }, context, erps) {
    const erp = erps.to(context.system(system));
    if (action === 'reverse') return { output: 'posted', payload: await reverse(erp, document, body) };
    const { entitySet, number: numberProperty, reversal }: ErpDocument = erpDocuments[document];
    const values = referenceOf(document, body);
    const headers = { traceparent: context.envelope.traceparent };
    const filter = referenceFilter(document, values);
    // What may be taken back item by item has items that the ERP may have priced otherwise.
    const expand = reversal && { expand: ['to_Item'] };
    const [found] = await erp.query(entitySet, { filter, top: 1, ...expand, headers });
    const entity = found ?? (await erp.create(entitySet, body, headers));
    const number = entity[numberProperty];
    if (typeof number !== 'string' || number === '') {
      throw new CrossdockError('CD_ERP_NUMBER_MISSING', { system, document, property: numberProperty });
    }
    return {
      output: 'posted',
      payload: { document, number, reference: values.join('/'), existed: found !== undefined, entity },
    };
  },
});

/** The ERP's number of the document that is to be taken back. @throws CD_ERP_REFERENCE_MISSING */
function numberOf(document: ErpDocumentKind, { number }: Entity): string {
  if (typeof number === 'string' && number !== '') return number;
  throw new CrossdockError('CD_ERP_REFERENCE_MISSING', { document, property: 'number' });
}

/** Takes a document back item by item; an item that has been is left as it is, so that a repeat changes nothing. */
async function reverse(erp: ODataClient, document: ErpDocumentKind, body: Entity) {
  const { entitySet, number: numberProperty, reversal }: ErpDocument = erpDocuments[document];
  const number = numberOf(document, body);
  const filter = `${numberProperty} eq ${literal(number)}`;
  const [entity] = await erp.query(entitySet, { filter, top: 1, expand: ['to_Item'] });
  if (!reversal || !entity) throw new CrossdockError('CD_ERP_DOCUMENT_UNKNOWN', { document, number });
  let changed = 0;
  for (const item of itemsOf(entity)) {
    const path = entityPath(reversal.itemSet, {
      [numberProperty]: number,
      [reversal.item]: String(item[reversal.item]),
    });
    const found = await erp.get(path);
    if (!found || Object.entries(reversal.changes).every(([name, value]) => found.entity[name] === value))
      continue;
    await erp.update(path, reversal.changes, found.etag ?? '*');
    changed += 1;
  }
  return { document, number, reversed: true, existed: changed === 0 };
}

function itemsOf({ to_Item: items }: Entity): readonly Entity[] {
  const { results } = (items ?? {}) as { readonly results?: unknown };
  return Array.isArray(results) ? (results as Entity[]) : [];
}
