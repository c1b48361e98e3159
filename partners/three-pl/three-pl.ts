import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { itemBySku, pick, withCheckDigit } from '../catalogue.ts';
import { drop } from '../exchange/mailbox.ts';
import type { Exchange } from '../exchange/sftp-server.ts';
import { sendFile } from '../faults.ts';
import type { HttpStandIn } from '../http-stand-in.ts';
import type { StockChange } from '../warehouse-stock.ts';
import type { World } from '../world.ts';
import { answer997, composeX12, parseX12 } from '../x12.ts';
import { stockAdvice, type ThreePlDock } from './stock-advice.ts';

const identity = {
  senderQualifier: 'ZZ',
  sender: 'FASTSHIP',
  receiverQualifier: 'ZZ',
  receiver: 'CROSSDOCK',
};
const date = (at: Date): string => at.toISOString().slice(0, 10).replaceAll('-', '');

/**
 * The 3PL: reads 940s from its outbox folder, answers each with a 997, ships, and reports with a 945 in its inbox
 * folder. `page` shows what it received and takes its faults: path `/940` for the 997 (`reject` rejects the order),
 * `/945` for the report. `firstControl` differs from start to start. Its stock of earlier starts is kept in `file`.
 */
export function startThreePl(
  exchange: Exchange,
  world: World,
  page: HttpStandIn,
  firstControl = 1,
  file: string | null = null,
): ThreePlDock {
  const { recorder, faults } = page;
  let control = firstControl - 1;
  let cartons = firstControl % 10_000_000;
  const dock = stockAdvice({
    ...{ root: exchange.root, page, identity, seed: firstControl, file },
    control: () => ++control,
  });

  exchange.on('arrived', (path) => {
    if (!path.startsWith(join('fastship', 'outbox'))) return;
    const text = readFileSync(join(exchange.root, path), 'utf8');
    try {
      take(parseX12(text), text);
    } catch (problem) {
      recorder.problem(
        `unreadable file ${path}: ${problem instanceof Error ? problem.message : String(problem)}`,
        path,
      );
    }
  });

  function take(segments: string[][], text: string): void {
    const type = segments.find(([id]) => id === 'ST')?.[1];
    if (type === '997')
      return recorder.record('997', segments.find(([id]) => id === 'AK1')?.[2] ?? '', text, 'kept');
    if (type !== '940') return recorder.problem(`unexpected transaction set ${type}`, String(type));
    const fault = faults.next('/940');
    const accepted = fault?.kind !== 'reject';
    const answer = (): void => {
      const text997 = answer997(segments, { ...identity, control: ++control }, new Date(), accepted);
      drop(exchange.root, `fastship/inbox/997-${control}.edi`, text997);
    };
    sendFile(accepted ? fault : null, answer);
    if (!accepted) return recorder.record('940', String(control), text, 'rejected, as told');
    for (const order of split(segments)) {
      const release = order.find(([id]) => id === 'W05')?.[2] ?? '';
      recorder.effect('940', release, `line ${recorder.received.length}`);
      recorder.record('940', release, text, 'accepted');
      world.later(3, () => ship(release, order));
    }
  }

  function ship(release: string, order: string[][]): void {
    const w05 = order.find(([id]) => id === 'W05') ?? [];
    const at = new Date();
    const body = [
      `W06*N*${w05[2]}*${date(at)}*${release}**${w05[3] ?? ''}`,
      'N1*WH*FastShip Rotterdam*ZZ*WH-3PL',
      `G62*11*${date(at)}*8*${at.toISOString().slice(11, 19).replaceAll(':', '')}*UT`,
    ];
    let kilograms = 0;
    const left: StockChange[] = [];
    for (const [index, [, line, sku = '', quantity, substitution]] of lines(order).entries()) {
      const picked = pick(sku, Number(quantity), substitution === 'Y');
      const sscc = withCheckDigit(`0340063812${String(++cartons).padStart(7, '0')}`);
      const weight = picked.quantity * (itemBySku.get(picked.sku)?.kilograms ?? 0);
      kilograms += weight;
      left.push({ sku: picked.sku, cartons: -picked.quantity, state: 'available' });
      const code = { complete: 'CC', short: 'CP', substituted: 'SS' }[picked.status];
      body.push(`LX*${index + 1}`, `MAN*GM*${sscc}`);
      body.push(
        `W12*${code}*${quantity}*${picked.quantity}*${Number(quantity) - picked.quantity}*CA**VN*${picked.sku}`,
      );
      body.push(
        `G69*${(itemBySku.get(picked.sku)?.description ?? '').slice(0, 45)}`,
        `N9*LI*${line}`,
        `N9*LT*L26${picked.sku.slice(-3)}`,
      );
      if (picked.status === 'substituted') body.push(`N9*SS*${sku}`);
    }
    body.push(`W03*${lines(order).length}*${kilograms.toFixed(2)}*KG`);
    dock.issue(release, at, left);
    const report = (): void => {
      const file = composeX12({ ...identity, control: ++control, functionalId: 'SW' }, '945', [body], at);
      drop(exchange.root, `fastship/inbox/945-${release}-${control}.edi`, file);
    };
    const outcome = sendFile(faults.next('/945'), report);
    recorder.record('945', release, body, outcome);
    world.ship(release);
  }
  return dock;
}

/** The transaction sets of an interchange, each as its segments. */
function split(segments: string[][]): string[][][] {
  const sets: string[][][] = [];
  for (const segment of segments) {
    if (segment[0] === 'ST') sets.push([]);
    sets.at(-1)?.push(segment);
  }
  return sets;
}

/** Lines of a 940: line number and item from LX and W01, the substitution allowance from the N9 that follows. */
function lines(order: string[][]): [string, string, string, string, string][] {
  const found: [string, string, string, string, string][] = [];
  let line = '';
  for (const segment of order) {
    if (segment[0] === 'LX') line = segment[1] ?? '';
    if (segment[0] === 'W01') found.push(['line', line, segment[5] ?? '', segment[1] ?? '0', 'N']);
    const last = found.at(-1);
    if (segment[0] === 'N9' && segment[1] === 'ZZ' && segment[2] === 'SUBSTITUTE' && last) last[4] = 'Y';
    if (segment[0] === 'N9' && segment[1] === 'LI' && last) last[1] = segment[2] ?? last[1];
  }
  return found;
}
