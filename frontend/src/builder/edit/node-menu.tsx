import {
  ArrowLeftToLine,
  Copy,
  CopyPlus,
  Group,
  Link2,
  Pin,
  Play,
  Plus,
  StepForward,
  Trash2,
  Unlink,
  LogOut,
} from 'lucide-react';
import * as Radix from 'radix-ui/dropdown-menu';
import { commandKey } from '../../app/shortcuts.js';
import { useText } from '../../text/text.js';
import { MenuItem, MenuLine } from '../../ui/menu.js';
import type { Graph } from '../graph.js';
import { nameOf } from '../kinds.js';
import type { Layout } from '../layout.js';
import { copyChosen, duplicate, group, removeChosen } from './actions.js';
import { edgeOf } from './can-connect.js';
import type { CanvasCommands } from './commands.js';
import { useEditor } from './editor-store.js';
import { freePort, placeBehind } from './place-behind.js';

export interface MenuAt {
  node: string;
  x: number;
  y: number;
}

/** Everything that can be done with a step, each with its key. Right click, or the menu key. */
export function NodeMenu({
  at,
  graph,
  commands,
  onClose,
}: {
  at: MenuAt;
  graph: Graph;
  commands: CanvasCommands;
  onClose(): void;
}) {
  const t = useText();
  const editor = useEditor();
  const step = graph.byId.get(at.node);
  if (!step) return null;
  const control = commandKey();
  const place = { x: at.x, y: at.y };
  const boxes = editor.store.getState().places as Layout;
  const out = graph.outbound.get(at.node) ?? [];
  const port = freePort(step);
  return (
    <Radix.Root open modal={false} onOpenChange={(open) => !open && onClose()}>
      <Radix.Trigger asChild>
        <span aria-hidden className="fixed size-0" style={{ left: at.x, top: at.y }} />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={nameOf(step.node)}
          align="start"
          collisionPadding={8}
          onCloseAutoFocus={(event) => event.preventDefault()}
          className="floating appear z-(--z-menu) max-h-(--radix-dropdown-menu-content-available-height) min-w-60 overflow-y-auto rounded-md p-1"
        >
          <MenuItem icon={Play} keys="T" onSelect={() => commands.test(at.node)}>
            {t('builder.test')}
          </MenuItem>
          <MenuItem icon={StepForward} keys="Shift T" onSelect={() => commands.testUpTo(at.node)}>
            {t('builder.testUpTo')}
          </MenuItem>
          <MenuItem icon={Pin} keys="P" onSelect={() => commands.pin(at.node)}>
            {t('builder.pin')}
          </MenuItem>
          <MenuLine />
          {port !== undefined && (
            <MenuItem
              icon={Plus}
              keys="N"
              onSelect={() =>
                editor.ask({
                  ask: 'kind',
                  spot: { at: 'port', from: at.node, port },
                  position: placeBehind(boxes, at.node, graph),
                  screen: place,
                })
              }
            >
              {t('builder.addAfter')}
            </MenuItem>
          )}
          {!step.trigger && (
            <MenuItem
              icon={ArrowLeftToLine}
              onSelect={() => {
                const box = boxes.get(at.node);
                editor.ask({
                  ask: 'kind',
                  spot: { at: 'before', node: at.node },
                  position: box && { x: box.x - 280, y: box.y + 96 },
                  screen: place,
                });
              }}
            >
              {t('builder.addBefore')}
            </MenuItem>
          )}
          {port !== undefined && (
            <MenuItem
              icon={Link2}
              keys="C"
              onSelect={() => editor.ask({ ask: 'step', goal: 'connect', from: at.node, port })}
            >
              {t('builder.connect')}
            </MenuItem>
          )}
          {out.map((edge) => (
            <MenuItem
              key={edge.id}
              icon={Unlink}
              onSelect={() =>
                editor.tryEdit({ type: 'disconnect', edge: edgeOf(editor.definition, edge.from, edge.port, edge.to) })
              }
            >
              <span className="max-w-60 truncate">
                {t('builder.disconnect', { name: nameOf(graph.byId.get(edge.to)?.node ?? step.node) })}
              </span>
            </MenuItem>
          ))}
          {step.parent !== undefined && (
            <MenuItem
              icon={LogOut}
              onSelect={() =>
                editor.tryEdit({
                  type: 'setParent',
                  ids: [at.node],
                  parent: graph.byId.get(step.parent ?? '')?.parent ?? null,
                })
              }
            >
              {t('builder.leaveBody', { name: nameOf(graph.byId.get(step.parent)?.node ?? step.node) })}
            </MenuItem>
          )}
          <MenuLine />
          <MenuItem icon={Copy} keys={`${control} C`} onSelect={() => copyChosen(editor, t)}>
            {t('builder.copy')}
          </MenuItem>
          <MenuItem icon={CopyPlus} keys={`${control} D`} onSelect={() => duplicate(editor)}>
            {t('builder.duplicate')}
          </MenuItem>
          <MenuItem icon={Group} keys={`${control} G`} onSelect={() => group(editor, t)}>
            {t('builder.group')}
          </MenuItem>
          <MenuLine />
          <MenuItem icon={Trash2} keys="Del" danger onSelect={() => removeChosen(editor, graph, t)}>
            {t('builder.delete')}
          </MenuItem>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
