import { implementTool } from '../../kit.js';
import { lookupOrder } from './lookup-order.def.js';

/** The orders come with the tool, as a module, so that they are there however the platform is built and started. */
export const runLookupOrder = implementTool(lookupOrder, async ({ orderNumber }) => {
  const { sampleOrders } = await import('./sample-orders.js');
  const order = sampleOrders().find((known) => known.orderNumber === orderNumber) ?? null;
  return { found: order !== null, order };
});
