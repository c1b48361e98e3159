/** Amounts by Nordex's own codes: `{ FRT: '22.68' }`. */
export type NordexCharges = Readonly<Record<string, string>>;

const today = (): string => new Date().toISOString().slice(0, 10).replaceAll('-', '');

/** A statement of freight costs (IFTFCC) over one load. */
export const nordexStatement = (
  number: string,
  load: string,
  charges: NordexCharges,
  total: string,
): string =>
  composed('IFTFCC', number, [
    ...[`BGM+780+${number}+9`, `DTM+137:${today()}:102`, `MOA+79:${total}`, `MOA+39:${total}`, 'CUX+2:EUR:4'],
    ...Object.entries(charges).flatMap(([code, amount], index) => [
      `TCC+${code}:::${code}:P:${index + 1}`,
      `MOA+23:${amount}`,
    ]),
    ...['NAD+CA+NRDX:172', 'NAD+IV+NORTHWIND::92', `CNI+1+${load}`],
    ...Object.keys(charges).map((_, index) => `TCC+:::::${index + 1}`),
    `RFF+SRN:${load}`,
  ]);

/** An invoice (INVOIC) over one load. */
export const nordexInvoice = (number: string, load: string, charges: NordexCharges, total: string): string =>
  composed('INVOIC', number, [
    ...[`BGM+380+${number}+9`, `DTM+137:${today()}:102`, `RFF+SRN:${load}`],
    ...['NAD+CA+NRDX:172', 'NAD+IV+NORTHWIND::92', 'CUX+2:EUR:4'],
    ...Object.entries(charges).flatMap(([code, amount], index) => [
      ...[`LIN+${index + 1}++${code}:SA`, `MOA+203:${amount}`],
    ]),
    ...['UNS+S', `MOA+77:${total}`, `MOA+79:${total}`],
  ]);

function composed(type: string, reference: string, segments: readonly string[]): string {
  const all = [
    ...['UNA:+.? ', `UNB+UNOC:3+NRDX:ZZ+4006381000000:14+${today().slice(2)}:1200+${reference}`],
    ...[`UNH+1+${type}:D:96A:UN`, ...segments, `UNT+${segments.length + 2}+1`, `UNZ+1+${reference}`],
  ];
  return `${all.join("'\n")}'\n`;
}
