import { type Entity, openOData } from '../../connect/odata/client.ts';
import { perSystem } from '../../connect/per-system.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { definition } from './definition.ts';
import { type ErpDocument, erpDocuments, referenceFilter, referenceOf } from './documents.ts';
import { changeDocument, numberIn, reverseDocument } from './standing-document.ts';

export const runtime = nodeRuntime(definition, {
  /** Clients of this deployed node: they keep the CSRF token and the session. */
  prepare({ system }, context: NodeContext) {
    const erps = perSystem((connection) => openOData(connection));
    erps.to(context.system(system));
    return erps;
  },
  stage(message, { system, document, action }, { envelope }: NodeContext) {
    const body = message.payload as Entity;
    if (action === 'reverse') {
      const number = numberIn(document, body, 'number');
      return { system, key: number, idempotencyKey: `reverse:${document}:${number}`, request: { number } };
    }
    if (action === 'change') {
      // A document may be changed back to what it was: each message is a change of its own.
      const number = numberIn(document, body, erpDocuments[document].number);
      const idempotencyKey = `change:${document}:${number}:${envelope.id}`;
      return { system, key: number, idempotencyKey, request: body };
    }
    const reference = referenceOf(document, body).join('/');
    return { system, key: reference, idempotencyKey: `${document}:${reference}`, request: body };
  },
  /** The ERP honours no idempotency key, so we look before we create: a lost answer is found, not posted again. */
  async deliver(body: Entity, { system, document, action }, context, erps) {
    const erp = erps.to(context.system(system));
    if (action === 'reverse')
      return { output: 'posted', payload: await reverseDocument(erp, document, body) };
    if (action === 'change') return { output: 'posted', payload: await changeDocument(erp, document, body) };
    const { entitySet, number: numberProperty, items }: ErpDocument = erpDocuments[document];
    const values = referenceOf(document, body);
    const headers = { traceparent: context.envelope.traceparent };
    const filter = referenceFilter(document, values);
    // What may be changed item by item has items that the ERP may have priced otherwise.
    const expand = items && { expand: ['to_Item'] };
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
