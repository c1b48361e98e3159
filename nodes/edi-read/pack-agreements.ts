import { type Agreement, parseAgreement } from '../../domain/edi/agreement.ts';
import type { NodeContext } from '../../runtime/face.ts';

/** Agreement files of the node's pack by their path, checked. */
export type PackAgreements = ReadonlyMap<string, Agreement>;

/** The chosen agreement, or all of the pack. @throws CD_EDI_AGREEMENT_INVALID naming the file */
export function packAgreements(chosen: string, context: NodeContext): PackAgreements {
  const paths =
    chosen === '' ? context.packFiles('agreements').filter((path) => /\.ya?ml$/.test(path)) : [chosen];
  const { pack } = context.node;
  return new Map(paths.map((path) => [path, parseAgreement(context.packFile(path).data, `${pack}/${path}`)]));
}
