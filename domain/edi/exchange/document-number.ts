import { elementOf, segmentOf } from '../json-access.ts';
import type { TransactionJson } from '../json-form.ts';
import { ownValue } from '../own-value.ts';

/** Where X12 transaction sets have the number that people call them by: segment and element position. */
const places: Readonly<Record<string, readonly [string, string]>> = {
  204: ['B2', '04'],
  210: ['B3', '02'],
  211: ['BOL', '03'],
  214: ['B10', '02'],
  810: ['BIG', '02'],
  820: ['TRN', '02'],
  824: ['BGN', '02'],
  846: ['BIA', '03'],
  850: ['BEG', '03'],
  855: ['BAK', '03'],
  856: ['BSN', '02'],
  860: ['BCH', '03'],
  864: ['BMG', '02'],
  865: ['BCA', '03'],
  940: ['W05', '02'],
  943: ['W06', '02'],
  944: ['W17', '03'],
  945: ['W06', '02'],
  947: ['W15', '02'],
  990: ['B1', '02'],
};

/** The number of a document: order, invoice, shipment…; EDIFACT has it in BGM. '' if it has none that we know of. */
export function documentNumber({ type, segments }: Pick<TransactionJson, 'type' | 'segments'>): string {
  const bgm = segmentOf(segments, 'BGM');
  if (bgm) return elementOf(bgm, 'BGM02') || elementOf(bgm, 'BGM02_1');
  const place = ownValue(places, type);
  if (!place) return '';
  const [segment, element] = place;
  return elementOf(segmentOf(segments, segment), segment + element);
}
