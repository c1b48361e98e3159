import { CrossdockError } from '../../domain/errors.ts';
import type { Json } from '../../ledger/ledger.ts';
import type { ControlNote } from '../../runtime/http/control-note.ts';

/**
 * Has the site that runs on the data folder carry a task out.
 * @throws CD_CLI_SITE_SILENT when it does not answer, or the code that the task was refused with
 */
export async function askRunning(
  { url, token }: ControlNote,
  task: string,
  input: Readonly<Record<string, string>>,
): Promise<Json> {
  const answer = await fetch(`${url}/control/${task}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(input),
  }).catch((thrown: Error) => {
    throw new CrossdockError('CD_CLI_SITE_SILENT', { url, reason: String(thrown.cause ?? thrown.message) });
  });
  const body = (await answer.json().catch(() => null)) as Refusal | Json;
  if (answer.ok) return body as Json;
  const { code, parameters, error } = (body ?? {}) as Refusal;
  if (code !== undefined) throw new CrossdockError(code, parameters);
  throw new CrossdockError('CD_CLI_SITE_SILENT', { url, reason: error ?? `status ${answer.status}` });
}

interface Refusal {
  readonly code?: CrossdockError['code'];
  readonly parameters?: CrossdockError['parameters'];
  readonly error?: string;
}
