// For Vitest.
import { expect, it } from 'vitest';
import { readOrders } from './orders.ts';

it('reads orders', () => { expect(readOrders()).toBe('primaryselect 1'); });
