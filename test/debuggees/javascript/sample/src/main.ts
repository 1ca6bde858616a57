import { OrderService } from './orderService.ts';

const service = new OrderService('orders.db');

console.log(service.place({
  id: 4711,
  customer: 'Ada Lovelace',
  lines: [
    { sku: 'punch-cards', quantity: 200 },
    { sku: 'brass-gear', quantity: 12 },
    { sku: 'oil-can', quantity: 1 },
  ],
}));
