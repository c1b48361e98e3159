import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drop } from '../exchange/mailbox.ts';
import type { Exchange } from '../exchange/sftp-server.ts';
import { sendFile } from '../faults.ts';
import type { HttpStandIn } from '../http-stand-in.ts';
import type { Load, World } from '../world.ts';
import { composeX12, parseX12 } from '../x12.ts';

const identity = {
  senderQualifier: '02',
  sender: 'SWFT',
  receiverQualifier: 'ZZ',
  receiver: 'CROSSDOCK',
  functionalId: 'QM',
};

/** AT7 status: X3 arrived, AF departed pick-up, AG estimated, D1 delivered, A9 damaged, CA cleared by the carrier. */
type Status = 'XB' | 'AF' | 'X1' | 'D1' | 'A9' | 'CA';

/**
 * The carrier SWFT: tells the milestones of its loads by X12 214 and bills them by 210 in its inbox folder; what goes to
 * a postcode that ends in 6 it has also waited for. `page` shows what it sent and received and takes its faults, paths
 * `/214` and `/210`. `firstControl` differs from start to start.
 */
export function startCarrier(exchange: Exchange, world: World, page: HttpStandIn, firstControl = 1): void {
  const { recorder, faults } = page;
  let control = firstControl - 1;

  function tell(load: Load, status: Status, signedBy?: string): void {
    const at = new Date();
    const stamp = at.toISOString().replace(/[-:T]/g, '');
    const body = [`B10*${load.pro}*${load.shipmentId}*SWFT`, `L11*${load.bol}*BM`];
    if (signedBy) body.push(`L11*POD-${load.shipmentId}*PP`, `L11*${signedBy}*SG`);
    body.push('LX*1', `AT7*${status}*NS***${stamp.slice(0, 8)}*${stamp.slice(8, 12)}*UT`, 'MS1*Newark*NJ*US');
    const send = (): void => {
      const file = composeX12({ ...identity, control: ++control }, '214', [body], at);
      drop(exchange.root, `swift/inbox/214-${String(control).padStart(9, '0')}.edi`, file);
    };
    recorder.record(`214 ${status}`, load.shipmentId, body, sendFile(faults.next('/214'), send));
  }

  function bill(load: Load): void {
    const at = new Date();
    const day = at.toISOString().slice(0, 10).replaceAll('-', '');
    const charges = [
      { code: 'LHS', text: 'Line haul', amount: load.charges.linehaul },
      { code: 'FUE', text: 'Fuel surcharge', amount: load.charges.fuel },
      ...(load.destinationPostalCode.endsWith('6')
        ? [{ code: 'DET', text: 'Waiting time', amount: '60.00' }]
        : []),
    ];
    const cents = (amount: string): number => Math.round(Number(amount) * 100);
    const total = charges.reduce((sum, { amount }) => sum + cents(amount), 0);
    const lines = charges.flatMap(({ code, text, amount }, index) => [
      `LX*${index + 1}`,
      `L1*${index + 1}*${amount}*FR*${cents(amount)}****${code}****${text}`,
    ]);
    const body = [
      `B3**F-${load.shipmentId}*${load.shipmentId}*PP**${day}*${total}**${day}*035*SWFT`,
      ...['C3*EUR', `N9*BM*${load.bol}`, `N9*CN*${load.pro}`, ...lines],
      `L3*****${total}`,
    ];
    const send = (): void => {
      const envelope = { ...identity, functionalId: 'IM', control: ++control };
      const file = composeX12(envelope, '210', [body], at);
      drop(exchange.root, `swift/inbox/210-${String(control).padStart(9, '0')}.edi`, file);
    };
    recorder.record('210', load.shipmentId, body, sendFile(faults.next('/210'), send));
  }

  exchange.on('arrived', (path) => {
    if (!path.startsWith(join('swift', 'outbox'))) return;
    const text = readFileSync(join(exchange.root, path), 'utf8');
    const ack = parseX12(text).find(([id]) => id === 'AK9');
    recorder.record('997', ack?.[1] ?? '', text, 'kept');
    if (ack?.[1] !== 'A') recorder.problem(`our file was not accepted: ${text}`, path);
  });
  world.on('planned', (load) => {
    if (load.scac === 'SWFT') world.later(1, () => tell(load, 'XB'));
  });
  world.on('shipped', ({ releaseNumber }) => {
    const load = world.loads.get(releaseNumber);
    if (load?.scac !== 'SWFT') return;
    world.later(1, () => tell(load, 'AF'));
    if (load.destinationPostalCode.endsWith('99')) {
      world.later(2, () => tell(load, 'A9'));
      world.later(6, () => tell(load, 'CA'));
      world.later(7, () => tell(load, 'D1', 'J. SMITH'));
      world.later(8, () => bill(load));
      return;
    }
    const late = load.destinationPostalCode.endsWith('98');
    world.later(2, () => tell(load, 'D1', late ? undefined : 'J. SMITH'));
    if (late) world.later(8, () => tell(load, 'D1', 'J. SMITH'));
    world.later(late ? 9 : 3, () => bill(load));
  });
}
