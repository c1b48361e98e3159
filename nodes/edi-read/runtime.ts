import { readAgreements } from '../../domain/edi/agreement-book.ts';
import { AgreedGuides } from '../../domain/edi/guides/agreed-guides.ts';
import { libraryGuide } from '../../domain/edi/guides/load.ts';
import { widest } from '../../domain/edi/limits.ts';
import { type ReceiveContext, receive } from '../../domain/edi/receive.ts';
import { isSuspended, resume } from '../../domain/edi/suspended.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { bytesOf } from './content.ts';
import { readCorrected } from './corrected.ts';
import { definition } from './definition.ts';
import { type Read, readInterchange } from './interchange.ts';
import { rejection } from './rejection.ts';

export const runtime = nodeRuntime(definition, {
  prepare({ agreement }, context: NodeContext) {
    const agreements = readAgreements(agreement, context, context.node.pack);
    const guides = new AgreedGuides((path) => context.packFile(path).data);
    for (const one of agreements.agreements) guides.check(one, context.now());
    return { agreements, guides };
  },
  async input(message, _config, context, { agreements, guides }) {
    // The chosen agreement, or all of the pack: whose file it is shows only when it is read.
    const limits = widest(agreements.agreements.map((agreement) => agreement.limits));
    const settings = (now: Date): ReceiveContext => ({
      agreementFor: (sender, receiver, standard) => agreements.between(sender, receiver, standard, now),
      guideFor: libraryGuide,
      guidesOf: (agreement) => guides.for(agreement, now),
      now,
      limits,
    });
    const read: Read = { transaction: [], acknowledgement: [], rejected: [], status: [] };
    const common = { message, agreements, last: new Map(), context, read };
    const { payload } = message;
    if (isSuspended(payload)) {
      return { ...(await readCorrected(payload, settings, { ...common, bytes: resume(payload) })) };
    }
    const bytes = bytesOf(payload, context.node.name);
    const received = receive(bytes, settings(context.now()));
    const reading = { ...common, bytes };
    for (const interchange of received.interchanges) await readInterchange(interchange, reading);
    if (received.errors.length > 0) {
      const problems = received.errors;
      read.rejected.push(rejection(message, bytes, { problems, byteRange: { from: 0, to: bytes.length } }));
    }
    return { ...read };
  },
});
