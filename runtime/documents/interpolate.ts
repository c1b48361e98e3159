/** `${NAME}` and `${NAME:-default}`; `$${` is a literal `${`. */
const reference = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;
/** One private-use character per reference, padded with another, so that lines and columns stay true. */
const firstToken = 0xe100;
const padding = '\ue001';
const token = /([\ue100-\uf8ff])\ue001*/g;

interface Reference {
  readonly source: string;
  readonly name: string | null;
  readonly fallback: string | null;
}

/** A text whose references are hidden from the YAML parser, which trips over braces in flow mappings. */
export interface MaskedText {
  readonly text: string;
  readonly references: readonly Reference[];
}

/** Hides every reference behind a placeholder of the same length. */
export function mask(text: string): MaskedText {
  const references: Reference[] = [];
  const masked = text.replace(reference, (source: string, name?: string, fallback?: string) => {
    references.push({ source, name: name ?? null, fallback: fallback ?? null });
    return String.fromCharCode(firstToken + references.length - 1).padEnd(source.length, padding);
  });
  return { text: masked, references };
}

/** The scalar with its references replaced, and the names that the environment does not know. */
export function unmask(
  scalar: string,
  { references }: MaskedText,
  env: Readonly<Record<string, string | undefined>>,
): { readonly value: string; readonly missing: readonly string[] } {
  const missing: string[] = [];
  const value = scalar.replace(token, (_, head: string) => {
    const found = references[head.charCodeAt(0) - firstToken];
    if (found === undefined) return '';
    if (found.name === null) return '${';
    const replacement = env[found.name] || found.fallback;
    if (replacement === null) missing.push(found.name);
    return replacement ?? '';
  });
  return { value, missing };
}

/** The text as it stood in the file: for messages. */
export function restore(text: string, { references }: MaskedText): string {
  return text.replace(token, (_, head: string) => references[head.charCodeAt(0) - firstToken]?.source ?? '');
}
