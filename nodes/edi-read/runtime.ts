import { readAgreements } from '../../domain/edi/agreement-book.ts';
import { isSuspended, resume } from '../../domain/edi/suspended.ts';
import { Terms, termsData } from '../../domain/edi/terms.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import { threadSetup } from '../../node-kit/threads/thread-setup.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { bytesOf } from './content.ts';
import { readCorrected } from './corrected.ts';
import { definition } from './definition.ts';
import { releaseHeld, releaseType } from './gaps.ts';
import type { Read } from './interchange.ts';
import { type Reader, readFile } from './read-file.ts';
import { rejection } from './rejection.ts';
import { sortParts } from './sorting.ts';

export const runtime = nodeRuntime(definition, {
  prepare({ agreement }, context: NodeContext): Reader {
    const data = termsData(readAgreements(agreement, context, context.node.pack), context);
    const terms = new Terms(data);
    terms.check(context.now());
    return { terms, setup: threadSetup(data) };
  },
  async input(message, _config, context, reader) {
    if (context.envelope.type === releaseType) {
      await releaseHeld(message, context);
      return undefined;
    }
    const { terms } = reader;
    const { agreements } = terms;
    const read: Read = { transaction: [], acknowledgement: [], rejected: [], status: [] };
    const common = { message, agreements, last: new Map(), context, read };
    const { payload } = message;
    if (isSuspended(payload)) {
      const reading = { ...common, bytes: resume(payload) };
      return { ...(await readCorrected(payload, (now) => terms.context(now), reading)) };
    }
    const bytes = bytesOf(payload, context.node.name);
    const problems = await sortParts(readFile(bytes, reader, context), { ...common, bytes });
    if (problems.length > 0) {
      read.rejected.push(rejection(message, bytes, { problems, byteRange: { from: 0, to: bytes.length } }));
    }
    return { ...read };
  },
});
