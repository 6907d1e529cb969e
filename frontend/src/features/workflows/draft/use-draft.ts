import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { nodeKinds } from '#libs/catalog/node-kinds/defs';
import { getWorkflow, saveDraft, validateWorkflow, type Workflow, type WorkflowProblem } from '#libs/contracts';
import { inspectTemplate } from '#libs/expressions';
import { validate, type Definition, type Kinds } from '#libs/workflow';
import { call } from '../../../app/call.js';
import { createEditor, type Editor } from '../../../builder/edit/editor-store.js';
import { useText } from '../../../text/text.js';
import { toast } from '../../../ui/toast.js';
import { createAutosave, type Autosave, type SaveState } from './autosave.js';

export interface Draft {
  editor: Editor;
  autosave: Autosave;
}

/** The draft as it is edited here, kept like the one on the server. `undefined` until it is there, and where it cannot be edited. */
export function useDraft(workflow: Workflow, enabled: boolean): Draft | undefined {
  const t = useText();
  const words = useRef(t);
  useEffect(() => {
    words.current = t;
  });
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Draft>();
  const { id } = workflow;
  useEffect(() => {
    if (!enabled) return;
    const first = queries.getQueryData<Workflow>(['workflow', id]);
    if (!first) return;
    const editor = createEditor(first.definition);
    const autosave = createAutosave({
      editor,
      workflow: first,
      save: (definition, etag) =>
        call(saveDraft, { params: { id }, body: { definition }, headers: { 'if-match': etag } }),
      load: () => call(getWorkflow, { params: { id } }),
      onSaved: (saved) => queries.setQueryData(['workflow', id], saved),
      onMerged: () => toast(words.current('builder.merged')),
    });
    setDraft({ editor, autosave });
    const leave = (event: BeforeUnloadEvent) => {
      if (autosave.state.getState().is !== 'saved') event.preventDefault();
    };
    const hide = () => document.visibilityState === 'hidden' && void autosave.flush();
    addEventListener('beforeunload', leave);
    document.addEventListener('visibilitychange', hide);
    return () => {
      removeEventListener('beforeunload', leave);
      document.removeEventListener('visibilitychange', hide);
      autosave.stop();
      setDraft(undefined);
    };
  }, [id, enabled, queries]);
  useEffect(() => draft?.autosave.take(workflow), [draft, workflow]);
  return draft;
}

export const useSaveState = (autosave: Autosave): SaveState => useStore(autosave.state);

const surroundings = { kinds: nodeKinds as Kinds, parseExpression: inspectTemplate };

/** What the draft lacks: at once what can be seen here, and a moment later what only the server knows (names of agents, tools, workflows). */
export function useProblems({ editor, autosave }: Draft): readonly WorkflowProblem[] {
  const definition = useStore(editor.store, (state) => state.history.present);
  const saved = useStore(autosave.state, (state) => state.is === 'saved');
  const [checked, setChecked] = useState<Definition>(definition);
  const [known, setKnown] = useState<{ of: Definition; problems: WorkflowProblem[] }>();
  useEffect(() => {
    const timer = setTimeout(() => setChecked(definition), 120);
    return () => clearTimeout(timer);
  }, [definition]);
  useEffect(() => {
    if (!saved) return;
    const leaving = new AbortController();
    const timer = setTimeout(() => {
      call(validateWorkflow, { body: { definition }, signal: leaving.signal }).then(
        ({ problems }) => setKnown({ of: definition, problems }),
        // What can be seen here is shown anyway.
        () => undefined,
      );
    }, 500);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [definition, saved]);
  return useMemo(() => {
    const here = validate(checked, surroundings);
    const seen = new Set(here.map(({ code, path }) => `${code} ${path}`));
    const ids = new Set(checked.nodes.map(({ id }) => id));
    const more = (known?.problems ?? []).filter(
      ({ code, path, node }) =>
        !seen.has(`${code} ${path}`) &&
        (known?.of === checked || (onlyThere.test(code) && (node === undefined || ids.has(node)))),
    );
    return [...here, ...more];
  }, [checked, known]);
}

/** What validate() here never says: that something is named which is not there. It stays until the server has looked again. */
const onlyThere = /_(UNKNOWN|INACTIVE|NOT_PUBLISHED|AMBIGUOUS)$/;
