import { z } from 'zod';
import { defineTool } from '../../kit.js';

const day = z.string().meta({ description: 'YYYY-MM-DD' });

/** What the tool tells of an order. Customer names and addresses are left out on purpose: a mail that tricks a model gets none. */
export const orderFacts = z.object({
  orderNumber: z.string(),
  status: z.enum(['processing', 'shipped', 'delivered', 'returned', 'cancelled']),
  placedOn: day,
  shippedOn: day.nullable(),
  deliveredOn: day.nullable(),
  carrier: z.string().nullable(),
  trackingNumber: z.string().nullable(),
  items: z.array(z.object({ sku: z.string(), title: z.string(), quantity: z.number().int(), unitPrice: z.number() })),
  total: z.number(),
  currency: z.string(),
  warrantyUntil: day,
});

export const lookupOrder = defineTool({
  name: 'lookup_order',
  version: 1,
  title: 'Look up an order (sample shop)',
  description:
    'Finds one order of the sample shop Halden Audio by its number: status, dates, items, total, tracking, warranty.',
  icon: 'package-search',
  effect: 'pure',
  risk: 'low',
  timeoutMs: 2000,
  input: z.strictObject({
    orderNumber: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^HA-\d{5}$/, 'expected an order number such as HA-10432')
      .meta({ description: 'The order number that the customer wrote, such as HA-10432', examples: ['HA-10432'] }),
  }),
  output: z.object({
    found: z.boolean().meta({ description: 'false: there is no such order' }),
    order: orderFacts.nullable(),
  }),
});
