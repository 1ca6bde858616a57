import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from 'deferscope';
import { Database } from './database.ts';
import { lock, unlock } from './locks.ts';
import { release, reserve } from './warehouse.ts';

export interface OrderLine {
  readonly sku: string;
  readonly quantity: number;
}

export interface Order {
  readonly id: number;
  readonly customer: string;
  readonly lines: readonly OrderLine[];
}

export class OrderService {
  constructor(private readonly database: string) {}

  place(order: Order): string {
    return run({ label: 'place order' }, (s) => {
      const orders = s.use(Database.open(this.database));

      const mutex = lock(`order-${order.id}`);
      s.defer(unlock, mutex);

      const transaction = orders.begin();
      s.deferOnError(() => transaction.rollback());

      for (const line of order.lines) {
        const reservation = reserve(line.sku, line.quantity);
        s.deferOnError(release, reservation);
      }

      const receipt = this.writeReceipt(order);
      transaction.commit();
      return receipt;
    });
  }

  private writeReceipt(order: Order): string {
    return run({ label: 'write receipt' }, (s) => {
      const file = s.adopt(join(tmpdir(), `receipt-${order.id}.txt`), (path) => rmSync(path, { force: true }));
      s.label('audit').defer(console.log, 'receipt written for', order.customer);

      const text = order.lines.map((line) => `${line.quantity} x ${line.sku}`).join('\n');
      writeFileSync(file, text);
      return `order ${order.id}: ${text.length} characters`; // stop here
    });
  }
}
