import { MiniMap, useReactFlow, useStore } from '@xyflow/react';
import { Eye, EyeOff, Maximize, Minus, Plus } from 'lucide-react';
import { useState } from 'react';
import { useKeys } from '../app/shortcuts.js';
import { useFormat, useText } from '../text/text.js';
import { IconButton } from '../ui/button.js';
import { useEditing } from './edit/use-editing.js';

/** How far the canvas zooms out to show everything, and how it keeps its distance. */
export const fit = { padding: 0.04, maxZoom: 1, minZoom: 0.2 } as const;

/** The same beside the bar at the left, which covers nothing then. */
export const fitBeside = { ...fit, padding: { top: 0.04, right: 0.04, bottom: 0.04, left: '64px' } } as const;

/** At first sight: on a narrow screen rather a part that can be read. */
export const firstFit = (width: number) => (width < 640 ? { ...fit, minZoom: 0.62 } : fit);

/** Zoom, fit, mini-map: bottom left of the canvas. */
export function CanvasTools() {
  const t = useText();
  const format = useFormat();
  const flow = useReactFlow();
  // Rounded, so that moving the canvas draws nothing here.
  const percent = useStore((state) => Math.round(state.transform[2] * 100));
  const [map, setMap] = useState(false);
  const editing = useEditing();
  const all = () => void flow.fitView({ ...(editing ? fitBeside : fit), duration: 160 });
  useKeys({ '!': all });
  return (
    <>
      <div className="floating absolute bottom-3 left-3 z-(--z-panel) flex items-center gap-px rounded-md p-0.75">
        <IconButton
          size="sm"
          icon={Minus}
          label={t('canvas.zoomOut')}
          onClick={() => void flow.zoomOut({ duration: 90 })}
        />
        <span className="w-10 text-center text-meta font-medium tabular-nums">{format.percent(percent / 100)}</span>
        <IconButton
          size="sm"
          icon={Plus}
          label={t('canvas.zoomIn')}
          onClick={() => void flow.zoomIn({ duration: 90 })}
        />
        <span aria-hidden className="mx-0.75 h-4.5 w-px bg-line" />
        <IconButton size="sm" icon={Maximize} label={t('canvas.fit')} onClick={all} />
        <IconButton
          size="sm"
          icon={map ? EyeOff : Eye}
          label={t('canvas.minimap')}
          aria-pressed={map}
          onClick={() => setMap(!map)}
        />
      </div>
      {map && <MiniMap pannable zoomable ariaLabel={t('canvas.minimap')} className="floating rounded-md" />}
    </>
  );
}
