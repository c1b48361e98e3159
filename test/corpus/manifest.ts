/** A file of a corpus, as its MANIFEST.tsv says. */
export interface CorpusFile {
  /** Relative to the manifest. */
  readonly path: string;
  /** `850`, `ORDERS`, several with commas; `-` for what is no EDI. */
  readonly type: string;
  /** `expected`: what the project it comes from expects of an engine, such as an acknowledgement. */
  readonly verdict: 'valid' | 'invalid' | 'expected';
  /** What is wrong with it, in the words of the manifest. */
  readonly note: string;
}

const verdicts: readonly string[] = ['valid', 'invalid', 'expected'];

/** @param text tab-separated, with a heading: file, repo, path, licence, type, valid/invalid, note */
export function readManifest(text: string): CorpusFile[] {
  const [, ...lines] = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, index) => {
    const [path = '', , , , type = '', verdict = '', note = ''] = line.split('\t');
    if (!verdicts.includes(verdict)) {
      throw new Error(`MANIFEST.tsv, line ${index + 2}: '${verdict}' is none of ${verdicts.join(', ')}`);
    }
    return { path, type, verdict: verdict as CorpusFile['verdict'], note };
  });
}
