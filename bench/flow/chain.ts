/** The nodes of the measured flow and the documents that run through it. */

/**
 * How a flow is measured: so many messages, so many of them on their way at a time, over so many keys; before them so
 * many that the compiler has done with most of it.
 */
export const load = { messages: 24_000, warm: 16_000, inFlight: 2_000, keys: 6_000 };

/** About 2 KB of JSON, as an order with eleven lines. */
export function documentText(index: number): string {
  const lines = Array.from({ length: 11 }, (_, line) => ({
    line: line + 1,
    item: `ITEM-${(index * 7 + line) % 1000}`,
    description: 'Corrugated box, double wall, 600 x 400 x 400 mm',
    quantity: 12 + line,
    unit: 'CA',
    weightKg: 14.25,
    requested: '2026-03-05',
  }));
  return JSON.stringify({ order: `O-${index}`, customer: 'C-1001', shipTo: 'DC-7', lines });
}

interface CompiledNode {
  on(
    event: 'input',
    listener: (message: Message, send: (message: unknown) => void, done: () => void) => void,
  ): void;
}

export interface Message {
  payload?: unknown;
  [name: string]: unknown;
}

interface Registry {
  registerType(set: string, type: string, node: unknown): void;
  createNode(node: unknown, config: unknown): void;
}

type Payload = Record<string, unknown> & { lines: { quantity: number; weightKg: number }[] };

/** Five nodes as a package would bring them: each does a little real work on the document. */
const work: Readonly<Record<string, (payload: Payload) => void>> = {
  'bench-total': (payload) => {
    payload.cases = payload.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  },
  'bench-weigh': (payload) => {
    payload.weightKg = payload.lines.reduce((sum, line) => sum + line.quantity * line.weightKg, 0);
  },
  'bench-rename': (payload) => {
    payload.destination = payload.shipTo;
    delete payload.shipTo;
  },
  'bench-rate': (payload) => {
    payload.freight = Math.round(Number(payload.weightKg) * 0.31 * 100) / 100;
  },
  'bench-stamp': (payload) => {
    payload.status = 'rated';
  },
};

export const chainTypes = Object.keys(work);

export function registerChain(nodes: Registry): void {
  for (const [type, change] of Object.entries(work)) {
    nodes.registerType('bench', type, function (this: CompiledNode, config: unknown) {
      nodes.createNode(this, config);
      this.on('input', (message, send, done) => {
        change(message.payload as Payload);
        send(message);
        done();
      });
    });
  }
}

/** The chain between two nodes. */
export function chain(first: string, last: object): object[] {
  const places = chainTypes.map((type, index) => ({
    id: `chain${index}`,
    type,
    z: 'f1',
    x: 100,
    y: 40 * index,
    wires: [[index + 1 < chainTypes.length ? `chain${index + 1}` : 'last']],
  }));
  return [
    { id: 'f1', type: 'tab', label: 'bench' },
    { id: 'first', type: first, version: 1, z: 'f1', x: 10, y: 10, wires: [['chain0']] },
    ...places,
    { id: 'last', z: 'f1', x: 900, y: 10, wires: [], ...last },
  ];
}
