// For tsx.
import { readOrders } from './orders.ts';

console.log(readOrders());
