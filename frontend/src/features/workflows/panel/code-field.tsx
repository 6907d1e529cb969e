/** A text with expressions, JSON or code. CodeMirror lives here alone; long because its set-up is one list. */
import { autocompletion, closeBrackets, completionKeymap, startCompletion } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, insertNewlineAndIndent } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorState, RangeSetBuilder, type Extension } from '@codemirror/state';
import {
  Decoration,
  EditorView,
  keymap,
  lineNumbers,
  placeholder as placeholderText,
  ViewPlugin,
  type DecorationSet,
  type ViewUpdate,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';
import { splitTemplate } from '#libs/expressions';
import { cx } from '../../../ui/cx.js';
import { completeExpressions, type Names } from './completion.js';
import { pathType } from './path-drag.js';

export type CodeMode =
  /** Words with `{{ expressions }}`. */
  | 'template'
  /** One expression without braces. */
  | 'bare'
  | 'json'
  | 'code';

const chip = Decoration.mark({ class: 'cm-expression' });

/** Marks every `{{ … }}`. */
const chips = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = chipsIn(view);
    }
    update(update: ViewUpdate) {
      if (update.docChanged) this.decorations = chipsIn(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function chipsIn(view: EditorView): DecorationSet {
  const text = view.state.doc.toString();
  const builder = new RangeSetBuilder<Decoration>();
  try {
    for (const part of splitTemplate(text))
      if (part.kind === 'expression') builder.add(part.at - 2, part.at + part.source.length + 2, chip);
  } catch {
    const open = text.lastIndexOf('{{');
    if (open >= 0) builder.add(open, text.length, chip);
  }
  return builder.finish();
}

const colours = HighlightStyle.define([
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--succeeded)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--accent-text)' },
  { tag: tags.propertyName, color: 'var(--text)' },
]);

const look = EditorView.theme({
  '&': { fontSize: 'var(--text-ui)', color: 'var(--text)', backgroundColor: 'transparent' },
  '&.cm-focused': { outline: 'none' },
  '.cm-content': { padding: '5px 0', caretColor: 'var(--text)', fontFamily: 'inherit' },
  '.cm-line': { padding: '0 10px' },
  '.cm-scroller': { fontFamily: 'inherit', lineHeight: 'var(--leading-ui)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-placeholder': { color: 'var(--text-3)' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground, ::selection': {
    backgroundColor: 'var(--accent-line)',
  },
  '.cm-expression': {
    backgroundColor: 'var(--accent-soft)',
    color: 'var(--accent-text)',
    boxShadow: 'inset 0 0 0 1px var(--accent-line)',
    borderRadius: 'var(--radius-xs)',
    fontFamily: 'var(--font-mono)',
    fontSize: 'var(--text-meta)',
    padding: '1px 3px',
  },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--text-3)', border: 'none' },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--text)',
    border: '1px solid var(--line)',
    borderRadius: 'var(--radius-md)',
    boxShadow: 'var(--shadow-2)',
    overflow: 'hidden',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-sans)', maxHeight: '15rem' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '4px 10px', lineHeight: 'var(--leading-ui)' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--pressed)', color: 'var(--text)' },
  '.cm-completionLabel': { fontFamily: 'var(--font-mono)', fontSize: 'var(--text-meta)' },
  '.cm-completionDetail': { color: 'var(--text-3)', fontStyle: 'normal', fontSize: 'var(--text-meta)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
  '.cm-tooltip.cm-completionInfo': { padding: '8px 10px', maxWidth: '18rem', fontSize: 'var(--text-meta)' },
});

/** The second `{` closes itself, and asks what may stand there. */
const braces = EditorView.inputHandler.of((view, from, to, text) => {
  if (text !== '{' || view.state.sliceDoc(from - 1, from) !== '{' || view.state.sliceDoc(to, to + 2) === '}}')
    return false;
  // The first one was closed by itself already.
  const closed = view.state.sliceDoc(to, to + 1) === '}' ? 1 : 0;
  view.dispatch({
    changes: { from, to: to + closed, insert: '{  }}' },
    selection: { anchor: from + 2 },
    userEvent: 'input.type',
  });
  startCompletion(view);
  return true;
});

/** A dropped place is read there; inside of an expression it joins it. */
const drops = (mode: CodeMode) =>
  EditorView.domEventHandlers({
    drop(event, view) {
      const path = event.dataTransfer?.getData(pathType);
      if (!path) return false;
      event.preventDefault();
      const at = view.posAtCoords({ x: event.clientX, y: event.clientY }) ?? view.state.doc.length;
      insertPath(view, path, mode, at);
      return true;
    },
  });

export function insertPath(view: EditorView, path: string, mode: CodeMode, at = view.state.selection.main.head): void {
  const before = view.state.sliceDoc(0, at);
  const inside = mode === 'bare' || mode === 'code' || before.lastIndexOf('{{') > before.lastIndexOf('}}');
  const insert = inside ? path : `{{ ${path} }}`;
  view.dispatch({ changes: { from: at, insert }, selection: { anchor: at + insert.length }, userEvent: 'input.drop' });
  view.focus();
}

/** The field that was written in last: a chosen value goes there. */
let lastField: { view: EditorView; mode: CodeMode } | undefined;
export function insertIntoLast(path: string): boolean {
  if (!lastField?.view.dom.isConnected) return false;
  insertPath(lastField.view, path, lastField.mode);
  return true;
}

export function CodeField({
  id,
  label,
  value,
  onChange,
  mode,
  names,
  lines = 1,
  placeholder,
  describedBy,
  invalid,
}: {
  id: string;
  label: string;
  value: string;
  onChange(value: string): void;
  mode: CodeMode;
  names?: Names;
  /** Lines seen at least; 1 takes no line breaks. */
  lines?: number;
  placeholder?: string | undefined;
  describedBy?: string | undefined;
  invalid?: boolean;
}) {
  const holder = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef({ onChange, names, value });
  useEffect(() => {
    latest.current = { onChange, names, value };
  });
  useEffect(() => {
    const parent = holder.current;
    if (!parent) return;
    const single = lines === 1;
    const complete = () => latest.current.names ?? nothing;
    const extensions: Extension[] = [
      history(),
      closeBrackets(),
      ...(mode === 'template' ? [braces, chips] : []),
      ...(mode === 'json' ? [json(), chips, braces] : []),
      ...(mode === 'code' ? [lineNumbers()] : [EditorView.lineWrapping]),
      autocompletion({
        override: mode === 'code' ? [] : [completeExpressions(complete, mode === 'bare')],
        icons: false,
        activateOnTyping: true,
      }),
      keymap.of([
        ...completionKeymap,
        ...(single ? [{ key: 'Enter', run: () => true }] : [{ key: 'Enter', run: insertNewlineAndIndent }]),
        ...historyKeymap,
        ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter' && key !== 'Enter'),
      ]),
      ...(single
        ? [
            EditorState.transactionFilter.of((change) =>
              change.docChanged && change.newDoc.lines > 1
                ? [
                    {
                      changes: {
                        from: 0,
                        to: change.startState.doc.length,
                        insert: change.newDoc.toString().replace(/\s*\n\s*/g, ' '),
                      },
                    },
                  ]
                : change,
            ),
          ]
        : []),
      syntaxHighlighting(colours),
      look,
      drops(mode),
      EditorView.contentAttributes.of({
        id,
        'aria-label': label,
        ...(describedBy && { 'aria-describedby': describedBy }),
        ...(lines > 1 && { 'aria-multiline': 'true' }),
        spellcheck: mode === 'template' ? 'true' : 'false',
      }),
      EditorView.updateListener.of((update) => {
        if (update.focusChanged && update.view.hasFocus) lastField = { view: update.view, mode };
        if (!update.docChanged) return;
        const text = update.state.doc.toString();
        if (text !== latest.current.value) latest.current.onChange(text);
      }),
      ...(placeholder ? [placeholderText(placeholder)] : []),
    ];
    const made = new EditorView({ parent, state: EditorState.create({ doc: latest.current.value, extensions }) });
    view.current = made;
    return () => made.destroy();
  }, [id, label, mode, lines, placeholder, describedBy]);
  useEffect(() => {
    const now = view.current;
    if (!now || now.state.doc.toString() === value) return;
    now.dispatch({ changes: { from: 0, to: now.state.doc.length, insert: value } });
  }, [value]);
  return (
    <div
      ref={holder}
      aria-invalid={invalid || undefined}
      style={lines > 1 ? { minHeight: `calc(${lines} * var(--leading-ui) + 12px)` } : undefined}
      className={cx(
        'field cm-field max-h-80 min-h-(--control) overflow-auto',
        (mode === 'json' || mode === 'code' || mode === 'bare') && 'font-mono text-meta',
      )}
    />
  );
}

const nothing: Names = { names: { input: {}, steps: [], item: undefined, hasError: false }, valueAt: () => undefined };
