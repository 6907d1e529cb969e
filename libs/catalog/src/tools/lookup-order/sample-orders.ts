import type { z } from 'zod';
import type { orderFacts } from './lookup-order.def.js';

export type Order = z.output<typeof orderFacts>;

/** Article number: title and price. */
const articles: Record<string, [title: string, unitPrice: number]> = {
  'FJ-2': ['Fjord 2 headphones', 249],
  'BR-1': ['Bris earbuds', 89],
  'TD-1': ['Tind speaker', 129.9],
  'LY-5': ['Lyd soundbar', 449],
  'LS-1': ['Lyd subwoofer', 299],
  'VN-1': ['Vind microphone', 119],
  'EP-2': ['Fjord ear pads', 19.9],
  'CB-1': ['USB-C cable, 1 m', 12.5],
};

/** number, status, placed, shipped, delivered, carrier, tracking, currency, warranty, article*quantity. The same as examples/support-triage/orders.json. */
const table = `
HA-10349 returned 2026-09-24 2026-09-25 2026-09-28 Nordpost NP1034953731 EUR 2028-09-24 VN-1*1
HA-10358 cancelled 2026-10-27 - - - - GBP 2028-10-27 BR-1*1
HA-10363 delivered 2026-10-18 2026-10-19 2026-10-22 Nordpost NP1036364597 EUR 2028-10-18 BR-1*1
HA-10366 delivered 2026-10-26 2026-10-27 2026-10-30 ParcelOne NP1036688354 GBP 2028-10-26 BR-1*1
HA-10368 shipped 2026-10-24 2026-10-25 - ParcelOne NP103684192 EUR 2028-10-24 LS-1*1
HA-10371 returned 2026-10-04 2026-10-05 2026-10-08 Nordpost NP1037127949 EUR 2028-10-04 LS-1*1
HA-10380 delivered 2026-08-17 2026-08-18 2026-08-21 ParcelOne NP1038099220 EUR 2028-08-17 FJ-2*1
HA-10383 delivered 2026-09-28 2026-09-29 2026-10-02 Nordpost NP1038322977 EUR 2028-09-28 LY-5*1+LS-1*1
HA-10386 delivered 2026-10-11 2026-10-12 2026-10-15 ParcelOne NP1038646734 EUR 2028-10-11 LY-5*1
HA-10388 delivered 2026-09-15 2026-09-16 2026-09-19 ParcelOne NP1038862572 EUR 2028-09-15 FJ-2*1
HA-10391 delivered 2026-10-30 2026-10-31 2026-11-03 Nordpost NP1039186329 EUR 2028-10-30 TD-1*1
HA-10393 delivered 2026-10-02 2026-10-03 2026-10-06 Nordpost NP103932167 EUR 2028-10-02 TD-1*1+CB-1*1
HA-10395 delivered 2026-10-20 2026-10-21 2026-10-24 Nordpost NP1039518005 EUR 2028-10-20 TD-1*1
HA-10397 returned 2026-10-15 2026-10-16 2026-10-19 Nordpost NP1039733843 USD 2028-10-15 TD-1*1
HA-10398 delivered 2026-10-31 2026-11-01 2026-11-04 ParcelOne NP1039841762 EUR 2028-10-31 TD-1*1
HA-10399 returned 2026-10-22 2026-10-23 2026-10-26 Nordpost NP1039949681 EUR 2028-10-22 TD-1*1
HA-10402 delivered 2026-10-28 2026-10-29 2026-11-01 ParcelOne NP1040273438 EUR 2028-10-28 LY-5*2
HA-10405 returned 2026-10-14 2026-10-15 2026-10-18 Nordpost NP1040597195 EUR 2028-10-14 VN-1*1
HA-10407 cancelled 2026-10-20 - - - - EUR 2028-10-20 LY-5*1
HA-10410 returned 2026-10-16 2026-10-17 2026-10-20 ParcelOne NP1041036790 EUR 2028-10-16 LS-1*1
HA-10411 returned 2026-10-12 2026-10-13 2026-10-16 Nordpost NP1041144709 EUR 2028-10-12 LY-5*1
HA-10412 delivered 2026-10-30 2026-10-31 2026-11-03 ParcelOne NP1041252628 EUR 2028-10-30 LY-5*1
HA-10413 delivered 2026-11-07 2026-11-08 2026-11-11 Nordpost NP1041360547 EUR 2028-11-07 LY-5*1
HA-10414 delivered 2026-11-06 2026-11-07 2026-11-10 ParcelOne NP1041468466 EUR 2028-11-06 FJ-2*1+CB-1*1
HA-10415 delivered 2026-11-05 2026-11-06 2026-11-09 Nordpost NP1041576385 EUR 2028-11-05 TD-1*1
HA-10417 delivered 2026-11-02 2026-11-03 2026-11-06 Nordpost NP1041792223 USD 2028-11-02 VN-1*1+CB-1*1
HA-10418 delivered 2026-11-03 2026-11-04 2026-11-07 ParcelOne NP10418142 EUR 2028-11-03 TD-1*1
HA-10419 delivered 2026-11-04 2026-11-05 2026-11-08 Nordpost NP104198061 USD 2028-11-04 LS-1*1
HA-10420 shipped 2026-10-29 2026-10-30 - ParcelOne NP1042015980 EUR 2028-10-29 LY-5*1
HA-10421 shipped 2026-11-02 2026-11-03 - Nordpost NP1042123899 EUR 2028-11-02 BR-1*1+CB-1*1
HA-10424 delivered 2026-11-01 2026-11-02 2026-11-05 ParcelOne NP1042447656 GBP 2028-11-01 EP-2*2
HA-10425 delivered 2026-10-27 2026-10-28 2026-10-31 Nordpost NP1042555575 EUR 2028-10-27 VN-1*2
HA-10426 delivered 2026-10-28 2026-10-29 2026-11-01 ParcelOne NP1042663494 EUR 2028-10-28 VN-1*3
HA-10427 delivered 2026-10-30 2026-10-31 2026-11-03 Nordpost NP1042771413 EUR 2028-10-30 FJ-2*5
HA-10428 shipped 2026-10-26 2026-10-27 - ParcelOne NP1042879332 EUR 2028-10-26 TD-1*1+CB-1*1
HA-10430 delivered 2026-10-10 2026-10-11 2026-10-14 ParcelOne NP1043095170 GBP 2028-10-10 BR-1*1
HA-10431 processing 2026-10-21 - - - - EUR 2028-10-21 FJ-2*1
HA-10432 returned 2026-10-19 2026-10-20 2026-10-23 ParcelOne NP1043211008 EUR 2028-10-19 FJ-2*1
HA-10433 delivered 2026-11-03 2026-11-04 2026-11-07 Nordpost NP1043318927 EUR 2028-11-03 EP-2*1
HA-10434 delivered 2026-11-02 2026-11-03 2026-11-06 ParcelOne NP1043426846 EUR 2028-11-02 TD-1*1
HA-10436 returned 2026-10-30 2026-10-31 2026-11-03 ParcelOne NP1043642684 USD 2028-10-30 BR-1*1
HA-10437 delivered 2026-10-09 2026-10-10 2026-10-13 Nordpost NP1043750603 USD 2028-10-09 BR-1*1
HA-10438 delivered 2026-10-31 2026-11-01 2026-11-04 ParcelOne NP1043858522 EUR 2028-10-31 BR-1*1
HA-10440 delivered 2026-10-08 2026-10-09 2026-10-12 ParcelOne NP1044074360 EUR 2028-10-08 FJ-2*1
HA-10443 delivered 2026-10-06 2026-10-07 2026-10-10 Nordpost NP1044398117 USD 2028-10-06 VN-1*1
HA-10444 delivered 2026-10-18 2026-10-19 2026-10-22 ParcelOne NP104446036 EUR 2028-10-18 BR-1*1
HA-10445 delivered 2026-10-25 2026-10-26 2026-10-29 Nordpost NP1044513955 EUR 2028-10-25 BR-1*1
HA-10447 cancelled 2026-11-08 - - - - EUR 2028-11-08 BR-1*1
HA-10450 delivered 2026-10-29 2026-10-30 2026-11-02 ParcelOne NP1045053550 EUR 2028-10-29 FJ-2*1
HA-10451 processing 2026-11-10 - - - - EUR 2028-11-10 FJ-2*1
HA-10453 delivered 2026-11-05 2026-11-06 2026-11-09 Nordpost NP1045377307 EUR 2028-11-05 LY-5*1
HA-10455 processing 2026-11-12 - - - - EUR 2028-11-12 VN-1*1
HA-10456 processing 2026-11-11 - - - - EUR 2028-11-11 FJ-2*1+CB-1*1
HA-10457 shipped 2026-11-11 2026-11-12 - Nordpost NP104578983 EUR 2028-11-11 LY-5*1
HA-10459 shipped 2026-11-06 2026-11-07 - Nordpost NP1045924821 EUR 2028-11-06 VN-1*1
HA-10460 shipped 2026-11-04 2026-11-05 - ParcelOne NP1046032740 EUR 2028-11-04 LY-5*1+LS-1*1
`;

let orders: Order[] | undefined;

/** The orders of the sample shop, read on first use. */
export function sampleOrders(): readonly Order[] {
  orders ??= table.trim().split('\n').map(toOrder);
  return orders;
}

function toOrder(line: string): Order {
  const [
    orderNumber = '',
    status,
    placedOn = '',
    shipped,
    delivered,
    carrier,
    tracking,
    currency = '',
    warrantyUntil = '',
    list = '',
  ] = line.split(' ');
  const items = list.split('+').map(toItem);
  const total = items.reduce((sum, item) => sum + Math.round(item.unitPrice * 100) * item.quantity, 0) / 100;
  return {
    orderNumber,
    status: status as Order['status'],
    placedOn,
    shippedOn: given(shipped),
    deliveredOn: given(delivered),
    carrier: given(carrier),
    trackingNumber: given(tracking),
    items,
    total,
    currency,
    warrantyUntil,
  };
}

function toItem(text: string): Order['items'][number] {
  const [sku = '', quantity] = text.split('*');
  const [title, unitPrice] = articles[sku]!;
  return { sku, title, quantity: Number(quantity), unitPrice };
}

const given = (cell: string | undefined): string | null => (cell === undefined || cell === '-' ? null : cell);
