import type { Translated } from '../catalogue.js';
import type { builder as english } from '../en/builder.js';

/** Die Zeichenfläche. */
export const builder: Translated<typeof english> = {
  'canvas.zoomIn': 'Vergrößern',
  'canvas.zoomOut': 'Verkleinern',
  'canvas.fit': 'Alles einpassen (Umschalt 1)',
  'canvas.minimap': 'Übersichtskarte',
  'canvas.empty': 'Dieser Workflow hat noch keine Schritte.',
  'canvas.node': '{name}, {kind}',
  'canvas.arranging': 'Die Schritte werden angeordnet',
};
