/** Generated interchanges of any length, with one transaction set after the other under a number of its own. */

/** A file in parts, of which each tenth is in the same buffer, so that the file takes little memory. */
export interface EdiFile {
  readonly name: string;
  readonly terminator: string;
  readonly parts: (bytes: number) => Generator<Uint8Array>;
  /** An interchange with one transaction set. */
  readonly small: Buffer;
}

/** What differs from document to document, the same in each run: digits and choices that follow from its place. */
class Varied {
  #state: number;

  constructor(index: number) {
    this.#state = Math.imul(index + 1, 2_654_435_761) >>> 0;
  }

  below(count: number): number {
    this.#state = (Math.imul(this.#state, 1_103_515_245) + 12_345) >>> 0;
    return (this.#state >>> 8) % count;
  }

  digits(count: number): string {
    return Array.from({ length: count }, () => this.below(10)).join('');
  }
}

const items = [0, 1, 2];

/** Shipment, order, three packs with three items each: what retailers are sent. */
const shipNotice = (index: number): string[] => {
  const varied = new Varied(index);
  let level = 2;
  const packs = items.flatMap((pack) => {
    level += 1;
    const under = level;
    const inside = items.flatMap((item) => {
      level += 1;
      return [
        `HL*${level}*${under}*I`,
        `LIN*${item + 1}*UP*${varied.digits(12)}*VN*NW-${varied.digits(4)}`,
        `SN1*${item + 1}*${1 + varied.below(400)}*EA`,
        `PID*F****Organic oats ${1 + varied.below(40)} kg`,
      ];
    });
    return [`HL*${under}*2*P`, `MAN*GM*0010614141${varied.digits(6)}${pack}897`, ...inside];
  });
  const store = 100 + varied.below(600);
  return [
    `BSN*00*SHP${varied.digits(6)}*20260115*1030*0001`,
    'DTM*011*20260115*1030',
    'HL*1**S',
    `TD1*CTN25*${1 + varied.below(60)}****G*${varied.below(2_000)}.5*LB`,
    'TD5*B*2*ACMT*M*Acme Trucking',
    `REF*BM*BOL${varied.digits(6)}`,
    `REF*CN*PRO${varied.digits(6)}`,
    'N1*SF*Globex Warehouse*92*GLX01',
    'N3*1 Harbor Road*Dock 4',
    'N4*Savannah*GA*31401*US',
    `N1*ST*Acme Store ${store}*92*${store}`,
    `N3*${1 + varied.below(300)} Main Street`,
    `N4*Springfield*IL*${varied.digits(5)}*US`,
    'HL*2*1*O',
    `PRF*${varied.digits(7)}***20260110`,
    `REF*IA*${varied.digits(5)}`,
    ...packs,
    `CTT*${level}`,
  ];
};

const orders = (index: number): string[] => {
  const varied = new Varied(index);
  const depot = 1 + varied.below(600);
  return [
    `BGM+220+PO-${varied.digits(6)}+9`,
    'DTM+137:20260115:102',
    'DTM+2:20260122:102',
    'NAD+BY+4012345000009::9',
    `NAD+DP+4012345${String(depot).padStart(6, '0')}::9++Globex Lager ${depot}+Industriestr. ${1 + varied.below(90)}+Hamburg++20095+DE`,
    'CUX+2:EUR:9',
    ...Array.from({ length: 8 }, (_, line) => [
      `LIN+${line + 1}++4011111${varied.digits(6)}:EN`,
      `PIA+1+NW-${varied.digits(4)}:SA`,
      `IMD+F++:::Haferflocken ${1 + varied.below(40)} kg, Bio ?+ vegan`,
      `QTY+21:${1 + varied.below(400)}:PCE`,
      `PRI+AAA:${varied.below(40)}.${varied.digits(2)}`,
    ]).flat(),
    'UNS+S',
    'CNT+2:8',
  ];
};

type Body = (index: number) => readonly string[];

interface Form {
  readonly head: string;
  readonly tail: (count: number) => string;
  readonly set: (body: readonly string[], number: string) => string;
}

const x12: Form = {
  head: 'ISA*00*          *00*          *01*ACMERETAIL     *ZZ*CROSSDOCK      *260115*1030*U*00401*000000001*0*P*>~GS*SH*ACMERETAIL*CROSSDOCK*20260115*1030*1*X*004010~',
  tail: (count) => `GE*${count}*1~IEA*1*000000001~`,
  set: (body, number) => `${[`ST*856*${number}`, ...body, `SE*${body.length + 2}*${number}`].join('~')}~`,
};
const edifact: Form = {
  head: "UNB+UNOC:3+4012345000009:14+4098765000002:14+260115:1030+1'",
  tail: (count) => `UNZ+${count}+1'`,
  set: (body, number) =>
    `${[`UNH+${number}+ORDERS:D:96A:UN:EAN008`, ...body, `UNT+${body.length + 2}+${number}`].join("'")}'`,
};

const digits = 9;
const setsInPart = 200;
const differentParts = 10;

interface Part {
  readonly buffer: Buffer;
  /** Where each set has its number, in header and trailer. */
  readonly places: readonly (readonly number[])[];
}

function partOf({ set }: Form, body: Body, first: number): Part {
  const marker = 'X'.repeat(digits);
  const sets = Array.from({ length: setsInPart }, (_, index) => set(body(first + index), marker));
  let from = 0;
  const places = sets.map((text) => {
    const own: number[] = [];
    for (let at = text.indexOf(marker); at >= 0; at = text.indexOf(marker, at + 1)) own.push(from + at);
    from += text.length;
    return own;
  });
  return { buffer: Buffer.from(sets.join(''), 'latin1'), places };
}

function* partsOf(form: Form, body: Body, bytes: number): Generator<Uint8Array> {
  const parts: Part[] = [];
  yield Buffer.from(form.head);
  let count = 0;
  for (let size = form.head.length; size < bytes; ) {
    const turn = (count / setsInPart) % differentParts;
    const part = parts[turn] ?? partOf(form, body, turn * setsInPart);
    parts[turn] = part;
    for (const own of part.places) {
      count += 1;
      const number = String(count).padStart(digits, '0');
      for (const place of own) part.buffer.write(number, place, 'latin1');
    }
    yield part.buffer;
    size += part.buffer.length;
  }
  yield Buffer.from(form.tail(count));
}

const smallOf = ({ head, tail, set }: Form, body: readonly string[]): Buffer =>
  Buffer.from(head + set(body, '000000001') + tail(1));

const fileOf = (name: string, terminator: string, form: Form, body: Body): EdiFile => ({
  name,
  terminator,
  parts: (bytes) => partsOf(form, body, bytes),
  small: smallOf(form, body(0).slice(0, form === x12 ? 30 : 25)),
});

export const shipNotices = fileOf('X12 856', '~', x12, shipNotice);
export const orderMessages = fileOf('ORDERS', "'", edifact, orders);

/** The whole of a file. */
export const wholeOf = ({ parts }: EdiFile, bytes: number): Buffer =>
  Buffer.concat(Array.from(parts(bytes), (part) => Buffer.from(part)));
