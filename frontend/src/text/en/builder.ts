import type { Phrases } from '../phrase.js';

/** The canvas. */
export const builder = {
  'canvas.zoomIn': 'Zoom in',
  'canvas.zoomOut': 'Zoom out',
  'canvas.fit': 'Fit the canvas (Shift 1)',
  'canvas.minimap': 'Mini-map',
  'canvas.empty': 'This workflow has no steps yet.',
  'canvas.node': '{name}, {kind}',
  'canvas.arranging': 'Arranging the steps',
} as const satisfies Phrases;
