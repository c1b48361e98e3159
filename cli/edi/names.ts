import type { CompiledComposite, CompiledElement, Guide } from '../../domain/edi/guides/compiled.ts';
import type { DictionaryData, GuideData } from '../../domain/edi/guides/guide.ts';
import { library } from '../../domain/edi/guides/library.ts';

/** What a code means, by the dictionary of a guide of our library; '' when it does not say. */
export function meaningOf(guide: Guide, element: CompiledElement | CompiledComposite, code: string): string {
  const data = library[guide.ref] as GuideData | undefined;
  const dictionary = data && (library[data.dictionary] as DictionaryData | undefined);
  const codes = dictionary?.elements[element.number]?.codes;
  return codes && Object.hasOwn(codes, code) ? (codes[code] ?? '') : '';
}
