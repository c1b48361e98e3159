/** Generated interchanges of any length, with one transaction set after the other under a number of its own. */

/** A file in parts; all parts share one buffer, so that the file takes no memory. */
export interface EdiFile {
  readonly name: string;
  readonly terminator: string;
  readonly parts: (bytes: number) => Generator<Uint8Array>;
  /** An interchange with one transaction set. */
  readonly small: Buffer;
}

const items = [0, 1, 2];

/** Shipment, order, three packs with three items each: what retailers are sent. */
const shipNotice = (): string[] => {
  let level = 2;
  const packs = items.flatMap((pack) => {
    level += 1;
    const under = level;
    const inside = items.flatMap((item) => {
      level += 1;
      return [
        `HL*${level}*${under}*I`,
        `LIN*${item + 1}*UP*036000291452*VN*NW-100${item}`,
        `SN1*${item + 1}*${12 + item}*EA`,
        'PID*F****Organic oats 1 kg',
      ];
    });
    return [`HL*${under}*2*P`, `MAN*GM*0010614141123456${pack}897`, ...inside];
  });
  return [
    'BSN*00*SHP7001*20260115*1030*0001',
    'DTM*011*20260115*1030',
    'HL*1**S',
    'TD1*CTN25*8****G*412.5*LB',
    'TD5*B*2*ACMT*M*Acme Trucking',
    'REF*BM*BOL123456',
    'REF*CN*PRO998877',
    'N1*SF*Globex Warehouse*92*GLX01',
    'N3*1 Harbor Road*Dock 4',
    'N4*Savannah*GA*31401*US',
    'N1*ST*Acme Store 42*92*042',
    'N3*1 Main Street',
    'N4*Springfield*IL*62701*US',
    'HL*2*1*O',
    'PRF*4500012***20260110',
    'REF*IA*00417',
    ...packs,
    `CTT*${level}`,
  ];
};

const orders = (): string[] => [
  'BGM+220+PO-4711+9',
  'DTM+137:20260115:102',
  'DTM+2:20260122:102',
  'NAD+BY+4012345000009::9',
  'NAD+DP+4012345000016::9++Globex Lager+Industriestr. 5+Hamburg++20095+DE',
  'CUX+2:EUR:9',
  ...Array.from({ length: 8 }, (_, line) => [
    `LIN+${line + 1}++4011111111113:EN`,
    `PIA+1+NW-100${line}:SA`,
    'IMD+F++:::Haferflocken 1 kg, Bio ?+ vegan',
    `QTY+21:${12 + line}:PCE`,
    'PRI+AAA:3.95',
  ]).flat(),
  'UNS+S',
  'CNT+2:8',
];

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

function* partsOf({ head, tail, set }: Form, body: readonly string[], bytes: number): Generator<Uint8Array> {
  const marker = 'X'.repeat(digits);
  const text = set(body, marker);
  const buffer = Buffer.from(text.repeat(setsInPart), 'latin1');
  const places: number[] = [];
  for (let at = text.indexOf(marker); at >= 0; at = text.indexOf(marker, at + 1)) places.push(at);
  yield Buffer.from(head);
  let count = 0;
  for (let size = head.length; size < bytes; size += buffer.length) {
    for (let index = 0; index < setsInPart; index += 1) {
      count += 1;
      const number = String(count).padStart(digits, '0');
      for (const place of places) buffer.write(number, index * text.length + place, 'latin1');
    }
    yield buffer;
  }
  yield Buffer.from(tail(count));
}

const smallOf = ({ head, tail, set }: Form, body: readonly string[]): Buffer =>
  Buffer.from(head + set(body, '000000001') + tail(1));

const fileOf = (name: string, terminator: string, form: Form, body: readonly string[]): EdiFile => ({
  name,
  terminator,
  parts: (bytes) => partsOf(form, body, bytes),
  small: smallOf(form, body.slice(0, form === x12 ? 30 : 25)),
});

export const shipNotices = fileOf('X12 856', '~', x12, shipNotice());
export const orderMessages = fileOf('ORDERS', "'", edifact, orders());

/** The whole of a file. */
export const wholeOf = ({ parts }: EdiFile, bytes: number): Buffer =>
  Buffer.concat(Array.from(parts(bytes), (part) => Buffer.from(part)));
