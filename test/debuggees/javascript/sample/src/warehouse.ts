export interface Reservation {
  readonly sku: string;
  readonly quantity: number;
}

const reserved = new Map<string, number>();

export function reserve(sku: string, quantity: number): Reservation {
  reserved.set(sku, (reserved.get(sku) ?? 0) + quantity);
  return { sku, quantity };
}

export function release({ sku, quantity }: Reservation): void {
  reserved.set(sku, (reserved.get(sku) ?? 0) - quantity);
}
