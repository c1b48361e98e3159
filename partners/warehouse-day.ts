import { catalogue } from './catalogue.ts';
import type { ThreePlDock } from './three-pl/stock-advice.ts';
import type { StockChange } from './warehouse-stock.ts';
import type { CloudDock } from './wms/stock.ts';

/** What happens in the warehouses of the demo besides orders, one thing after the other. */
export class WarehouseDay {
  private readonly threePl: ThreePlDock;
  private readonly cloud: CloudDock;
  private count = 0;
  private timer: NodeJS.Timeout | null = null;

  constructor(threePl: ThreePlDock, cloud: CloudDock) {
    this.threePl = threePl;
    this.cloud = cloud;
  }

  start(everyMs: number): void {
    this.timer = setInterval(() => this.next(), everyMs);
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
  }

  /** Goods come in, some break or turn up, a list is made; once in a while something is lost and nobody is told. */
  next(): void {
    const round = Math.floor(this.count / things.length);
    const sku = catalogue[round % catalogue.length]?.sku ?? '';
    const of = (cartons: number): readonly StockChange[] => [{ sku, cartons, state: 'available' }];
    const { threePl, cloud } = this;
    switch (things[this.count++ % things.length]) {
      case 'receipt':
        threePl.receive(of(240));
        return cloud.receive(of(480));
      case 'broken':
        threePl.adjust('01', of(-2));
        return cloud.adjust('BROKEN', of(-3));
      case 'found':
        threePl.adjust('06', of(1));
        return cloud.adjust('FOUND', of(2));
      case 'lost':
        return (round % 2 === 0 ? threePl : cloud).lose(of(-4));
      default:
        return threePl.list();
    }
  }
}

const things = ['receipt', 'list', 'broken', 'found', 'list', 'lost', 'list'] as const;
