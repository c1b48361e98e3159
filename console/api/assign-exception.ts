import { decide, fieldOf, reasonOf } from './decide.ts';
import { refused, type TowerRoute } from './route.ts';

const longestName = 100;

/** Names who works on an exception: `{ assignee }`, a name, `me`, or null to give it back; `{ reason? }`. */
export const assignException: TowerRoute['handle'] = async ({ face }, { parameters, body, user }) => {
  const given = fieldOf(body, 'assignee');
  if (given !== null && !(typeof given === 'string' && given.trim() !== '' && given.length <= longestName)) {
    return refused('assignee is a name, "me", or null');
  }
  const assignee = given === 'me' ? user : (given?.trim() ?? null);
  const reason = reasonOf(body) ?? (assignee === null ? 'given back in the tower' : 'assigned in the tower');
  return decide(face.assignException(String(parameters.id), assignee, { by: user, reason }));
};
