import type { Json } from '../../runtime/face.ts';
import { decide, fieldOf, reasonOf } from './decide.ts';
import { readDocument, shownDocument } from './document-text.ts';
import { found, refused, type TowerRoute } from './route.ts';

/** Sends what an exception holds back on its way again; `{ reason, document? }`, see `readDocument`. */
export const retryException: TowerRoute['handle'] = async ({ face }, { parameters, body, user }) => {
  const id = String(parameters.id);
  const reason = reasonOf(body);
  if (reason === null) return refused('a reason is needed: it is kept in the audit trail');
  const document = fieldOf(body, 'document');
  if (document === undefined) return decide(face.retryException(id, user, reason));
  const read = readDocument(document);
  if ('problem' in read) return refused(read.problem);
  return decide(face.retryException(id, user, reason, read.document));
};

/** The document that a retry would send on, as a text to mend. */
export const exceptionDocument: TowerRoute['handle'] = async ({ face }, { parameters }) => {
  let document: Json = null;
  const answer = await decide(
    face.exceptionDocument(String(parameters.id)).then((read) => {
      document = read;
    }),
  );
  return answer.status === 200 ? found(shownDocument(document)) : answer;
};

/** Where a mended document differs from the one that waits; `{ document }`. */
export const compareDocument: TowerRoute['handle'] = async ({ face }, { parameters, body }) => {
  const read = readDocument(fieldOf(body, 'document'));
  if ('problem' in read) return refused(read.problem);
  const id = String(parameters.id);
  return decide(face.compareDocument(id, read.document).then((changes) => ({ changes })));
};
