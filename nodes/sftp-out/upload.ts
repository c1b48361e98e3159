import { CrossdockError } from '../../domain/errors.ts';

const encodings = ['utf8', 'latin1', 'ascii'] as const;
type Encoding = (typeof encodings)[number];

/** A file to put. The content of a text stays a text, so that control numbers are filled in when the run commits. */
export interface Upload {
  readonly filename: string;
  readonly content: string | Buffer;
  readonly encoding: Encoding;
}

/** @throws CD_SFTP_FILENAME_INVALID, CD_SFTP_CONTENT_KIND, CD_SFTP_ENCODING_UNKNOWN */
export function uploadOf(filename: unknown, payload: unknown, encoding: unknown, node: string): Upload {
  return {
    filename: validName(filename, node),
    content: validContent(payload, node),
    encoding: validEncoding(encoding ?? 'utf8', node),
  };
}

export const bytesOf = ({ content, encoding }: Upload): Buffer =>
  typeof content === 'string' ? Buffer.from(content, encoding) : content;

function validName(name: unknown, node: string): string {
  // A slash would leave the folder the node was given.
  if (
    typeof name === 'string' &&
    /^[^/\\\p{Cc}]{1,200}$/u.test(name) &&
    name.trim() !== '' &&
    !/^\.+$/.test(name)
  ) {
    return name;
  }
  throw new CrossdockError('CD_SFTP_FILENAME_INVALID', { node, found: shown(name) });
}

function validContent(payload: unknown, node: string): string | Buffer {
  if (typeof payload === 'string' || Buffer.isBuffer(payload)) return payload;
  throw new CrossdockError('CD_SFTP_CONTENT_KIND', { node, found: kindOf(payload) });
}

function validEncoding(encoding: unknown, node: string): Encoding {
  const known = encodings.find((one) => one === encoding);
  if (known) return known;
  throw new CrossdockError('CD_SFTP_ENCODING_UNKNOWN', { node, found: shown(encoding) });
}

const shown = (value: unknown): string =>
  typeof value === 'string' ? `"${value.slice(0, 80)}"` : kindOf(value);

const kindOf = (value: unknown): string => {
  if (value === null || value === undefined) return 'nothing';
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
};
