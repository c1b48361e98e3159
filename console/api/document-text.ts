import type { Json } from '../../runtime/face.ts';

/** How a document is written as a text: JSON, a plain text, or a text that the message carries as bytes. */
type Form = 'json' | 'text' | 'utf-8' | 'latin-1';

export interface ShownDocument {
  readonly form: Form;
  readonly text: string;
}

/** A document as a text that a person can read and mend. */
export function shownDocument(document: Json): ShownDocument {
  if (typeof document === 'string') return { form: 'text', text: document };
  const bytes = bytesOf(document);
  // Bytes that are no text are shown as the message holds them.
  return (bytes && readBytes(bytes)) ?? { form: 'json', text: JSON.stringify(document, null, 2) };
}

/** No text that people write has these; line breaks, tabs and the separators of EDI (1C to 1F) it has. */
const isNoText = (byte: number): boolean =>
  byte < 0x09 || (byte > 0x0d && byte < 0x1c) || (byte >= 0x7f && byte < 0xa0);

/** Bytes as the text that they are: UTF-8, else Latin-1 (EDIFACT's UNOC); null when they are none. */
export function readBytes(bytes: Uint8Array): (ShownDocument & { form: 'utf-8' | 'latin-1' }) | null {
  try {
    // A character that was cut in the middle at the end is left out.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
    return { form: 'utf-8', text };
  } catch {
    if (bytes.some(isNoText)) return null;
    return { form: 'latin-1', text: Buffer.from(bytes).toString('latin1') };
  }
}

/** The bytes that a message carries as `{ $buffer: base64 }`; null for anything else. */
export function bytesOf(document: Json): Buffer | null {
  if (document === null || typeof document !== 'object' || !Object.hasOwn(document, '$buffer')) return null;
  const { $buffer } = document as { readonly $buffer?: Json };
  return typeof $buffer === 'string' ? Buffer.from($buffer, 'base64') : null;
}

/** The document of `{ form, text }`, as a person has written it. */
export function readDocument(given: unknown): { readonly document: Json } | { readonly problem: string } {
  const { form, text } = (given ?? {}) as { readonly form?: unknown; readonly text?: unknown };
  if (typeof text !== 'string') return { problem: 'document must be { form, text }' };
  switch (form) {
    case 'text':
      return { document: text };
    case 'utf-8':
      return { document: { $buffer: Buffer.from(text, 'utf8').toString('base64') } };
    case 'latin-1': {
      const foreign = [...text].find((character) => character > '\u00ff');
      if (foreign !== undefined)
        return { problem: `${foreign} is not a character of Latin-1, in which it came` };
      return { document: { $buffer: Buffer.from(text, 'latin1').toString('base64') } };
    }
    case 'json':
      try {
        return { document: JSON.parse(text) as Json };
      } catch (thrown) {
        return { problem: `the document is not JSON: ${(thrown as Error).message}` };
      }
    default:
      return { problem: 'form is one of json, text, utf-8, latin-1' };
  }
}
