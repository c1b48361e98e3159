import { type Entity, openOData } from '../../connect/odata/client.ts';
import { perSystem } from '../../connect/per-system.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { definition } from './definition.ts';
import { erpDocuments, referenceFilter, referenceOf } from './documents.ts';

export const runtime = nodeRuntime(definition, {
  /** Clients of this deployed node: they keep the CSRF token and the session. */
  prepare({ system }, context: NodeContext) {
    const erps = perSystem((connection) => openOData(connection));
    erps.to(context.system(system));
    return erps;
  },
  stage(message, { system, document }) {
    const body = message.payload as Entity;
    const reference = referenceOf(document, body).join('/');
    return { system, key: reference, idempotencyKey: `${document}:${reference}`, request: body };
  },
  /** The ERP honours no idempotency key, so we look before we create: a lost answer is found, not posted again. */
  async deliver(body: Entity, { system, document }, context, erps) {
    const erp = erps.to(context.system(system));
    const { entitySet, number: numberProperty } = erpDocuments[document];
    const values = referenceOf(document, body);
    const headers = { traceparent: context.envelope.traceparent };
    const filter = referenceFilter(document, values);
    const [found] = await erp.query(entitySet, { filter, top: 1, headers });
    const entity = found ?? (await erp.create(entitySet, body, headers));
    const number = entity[numberProperty];
    if (typeof number !== 'string' || number === '') {
      throw new CrossdockError('CD_ERP_NUMBER_MISSING', { system, document, property: numberProperty });
    }
    return {
      output: 'posted',
      payload: { document, number, reference: values.join('/'), existed: found !== undefined },
    };
  },
});
