import { useCallback, useMemo } from 'react';
import type { WorkflowNode } from '#libs/workflow';
import { nameOf } from '../../../builder/kinds.js';
import { useText } from '../../../text/text.js';
import { ApiProblem } from '../../../app/problem.js';
import { toast } from '../../../ui/toast.js';
import type { Draft } from '../draft/use-draft.js';
import { resultsOf } from './results.js';
import { testOne, testUpTo } from './test-steps.js';
import { usePinning, useSamples } from './use-samples.js';

/** Trying steps out: what is pinned, and the ways to test and pin. */
export interface TestRoom {
  samples: ReturnType<typeof useSamples>;
  pinning: ReturnType<typeof usePinning>;
  test(node: string): Promise<void>;
  testUpTo(node: string): Promise<void>;
  /** Pins what the step gave; unpins what is pinned. */
  pin(node: string): Promise<void>;
}

export function useTestRoom(workflowId: string, { editor, autosave }: Draft): TestRoom {
  const t = useText();
  const samples = useSamples(workflowId);
  const pinning = usePinning(workflowId);
  const { values, pinnedAt } = samples;
  const place = useCallback(
    () => ({ workflowId, definition: editor.definition, samples: values }),
    [workflowId, editor, values],
  );
  const find = useCallback(
    (id: string): WorkflowNode | undefined => editor.definition.nodes.find((node) => node.id === id),
    [editor],
  );
  /** The server tests the draft that it has. */
  const saved = useCallback(async () => {
    if (await autosave.flush()) return true;
    toast(t('panel.test.unsaved'), { tone: 'error' });
    return false;
  }, [autosave, t]);
  const told = useCallback(
    (error: unknown) =>
      toast(
        ApiProblem.is(error)
          ? `${error.title}. ${error.issues[0]?.message ?? error.details.detail ?? ''}`
          : t('error.unexpected'),
        {
          tone: 'error',
        },
      ),
    [t],
  );
  return useMemo(
    () => ({
      samples,
      pinning,
      async test(id) {
        const node = find(id);
        if (!node) return;
        editor.open(id);
        if (!(await saved())) return;
        await testOne(place(), node).catch(told);
      },
      async testUpTo(id) {
        const node = find(id);
        if (!node) return;
        editor.open(id);
        if (!(await saved())) return;
        try {
          const tested = await testUpTo(place(), node);
          if (tested.is === 'stopped') {
            editor.open(tested.at.id);
            toast(t('panel.test.stopped', { name: nameOf(tested.at) }), { tone: 'error' });
          } else if (tested.is === 'missed') toast(t('panel.test.missed', { name: nameOf(node) }), { tone: 'error' });
        } catch (error) {
          told(error);
        }
      },
      async pin(id) {
        try {
          if (Object.hasOwn(pinnedAt, id)) return await pinning.unpin(id);
          const result = resultsOf(workflowId)[id];
          if (result?.test.status !== 'succeeded') return toast(t('panel.pin.nothing'), { tone: 'error' });
          if (await saved()) await pinning.pin(id, result.test.output);
        } catch (error) {
          told(error);
        }
      },
    }),
    [samples, pinning, pinnedAt, find, editor, saved, place, told, t, workflowId],
  );
}
