import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describeTool } from '../../conformance/tool-suite.js';
import { lookupOrder, orderFacts } from './lookup-order.def.js';
import { runLookupOrder } from './lookup-order.run.js';
import { sampleOrders } from './sample-orders.js';

const file = JSON.parse(
  readFileSync(resolve(__dirname, '../../../../../examples/support-triage/orders.json'), 'utf8'),
) as Record<string, unknown>[];
const expected = file.map((order) => orderFacts.parse(order));

describeTool(lookupOrder, runLookupOrder, {
  examples: [
    {
      input: { orderNumber: 'HA-10440' },
      output: { found: true, order: expected.find((order) => order.orderNumber === 'HA-10440') },
    },
    {
      input: { orderNumber: ' ha-10440 ' },
      output: { found: true, order: expected.find((order) => order.orderNumber === 'HA-10440') },
    },
    { input: { orderNumber: 'HA-10409' }, output: { found: false, order: null } },
  ],
  invalid: [{}, { orderNumber: 'every order' }, { orderNumber: 'HA-10300 to HA-10460' }, { orderNumber: null }],
});

describe('sample orders', () => {
  it('are those of the example', () => expect(sampleOrders()).toEqual(expected));

  it('tell nothing about the customer', () => {
    const told = JSON.stringify(sampleOrders());
    for (const { customer, email } of file) {
      expect(told).not.toContain(String(customer));
      expect(told).not.toContain(String(email));
    }
  });
});
