import type { Json } from '../../runtime/face.ts';

/** How a document is written as a text: JSON, a plain text, or a text that the message carries as bytes. */
type Form = 'json' | 'text' | 'bytes';

export interface ShownDocument {
  readonly form: Form;
  readonly text: string;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** A document as a text that a person can read and mend. */
export function shownDocument(document: Json): ShownDocument {
  if (typeof document === 'string') return { form: 'text', text: document };
  const bytes = bytesOf(document);
  if (bytes !== null) {
    try {
      return { form: 'bytes', text: strictUtf8.decode(bytes) };
    } catch {
      // Bytes that are no text are shown as the message holds them.
    }
  }
  return { form: 'json', text: JSON.stringify(document, null, 2) };
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
    case 'bytes':
      return { document: { $buffer: Buffer.from(text, 'utf8').toString('base64') } };
    case 'json':
      try {
        return { document: JSON.parse(text) as Json };
      } catch (thrown) {
        return { problem: `the document is not JSON: ${(thrown as Error).message}` };
      }
    default:
      return { problem: 'form is one of json, text, bytes' };
  }
}
