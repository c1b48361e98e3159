import { findAgreement } from '../../domain/edi/agreement.ts';
import { libraryGuide } from '../../domain/edi/guides/load.ts';
import { widest } from '../../domain/edi/limits.ts';
import { receive } from '../../domain/edi/receive.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { bytesOf } from './content.ts';
import { definition } from './definition.ts';
import { type Read, readInterchange } from './interchange.ts';
import { packAgreements } from './pack-agreements.ts';
import { rejection } from './rejection.ts';

export const runtime = nodeRuntime(definition, {
  prepare: ({ agreement }, context: NodeContext) => packAgreements(agreement, context),
  async input(message, _config, context, agreements) {
    const bytes = bytesOf(message.payload, context.node.name);
    const now = context.now();
    const known = [...agreements.values()];
    // The chosen agreement, or all of the pack: whose file it is shows only when it is read.
    const limits = widest(known.map((agreement) => agreement.limits));
    const received = receive(bytes, {
      agreementFor: (sender, receiver, standard) => findAgreement(known, sender, receiver, standard, now),
      guideFor: libraryGuide,
      now,
      limits,
    });
    const read: Read = { transaction: [], acknowledgement: [], rejected: [], status: [] };
    for (const interchange of received.interchanges) {
      await readInterchange(interchange, { message, bytes, agreements, context, read });
    }
    if (received.errors.length > 0) {
      const problems = received.errors;
      read.rejected.push(rejection(message, bytes, { problems, byteRange: { from: 0, to: bytes.length } }));
    }
    return { ...read };
  },
});
