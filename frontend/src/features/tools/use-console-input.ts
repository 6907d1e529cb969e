import { useState } from 'react';
import type { Tool } from '#libs/contracts';
import { draftOf, fieldsOf, valuesOf, type Draft, type FieldProblem, type FormField } from '../../forms/json-schema.js';

export interface ConsoleInputState {
  fields: FormField[];
  mode: 'form' | 'json';
  draft: Draft;
  json: string;
  problems: Record<string, FieldProblem>;
  badJson: boolean;
  change(name: string, value: string | boolean): void;
  changeJson(text: string): void;
  /** What was typed in one way is there in the other; JSON that is none stays where it is. */
  turn(mode: 'form' | 'json'): void;
  /** The input; undefined when something is wrong with it, which the fields then say. */
  read(): { input: unknown } | undefined;
  write(value: unknown): void;
}

/** The input of a tool as it is typed: fields made from its schema, or the whole as JSON. */
export function useConsoleInput(tool: Tool): ConsoleInputState {
  const fields = fieldsOf(tool.inputSchema);
  const [mode, setMode] = useState<'form' | 'json'>(fields.length > 0 || isEmptyObject(tool) ? 'form' : 'json');
  const [draft, setDraft] = useState<Draft>(() => draftOf(fields));
  const [json, setJson] = useState('{}');
  const [problems, setProblems] = useState<Record<string, FieldProblem>>({});
  const [badJson, setBadJson] = useState(false);
  const fromJson = (): { input: unknown } | undefined => {
    try {
      return { input: JSON.parse(json) as unknown };
    } catch {
      setBadJson(true);
      return undefined;
    }
  };
  const write = (value: unknown) => {
    setDraft(draftOf(fields, value));
    setJson(JSON.stringify(value, null, 2));
    setProblems({});
    setBadJson(false);
  };
  return {
    fields,
    mode,
    draft,
    json,
    problems,
    badJson,
    write,
    change(name, value) {
      setDraft({ ...draft, [name]: value });
      setProblems(Object.fromEntries(Object.entries(problems).filter(([field]) => field !== name)));
    },
    changeJson(text) {
      setJson(text);
      setBadJson(false);
    },
    turn(next) {
      if (next === 'json') setJson(JSON.stringify(valuesOf(fields, draft).values, null, 2));
      else {
        const parsed = fromJson();
        if (!parsed) return;
        setDraft(draftOf(fields, parsed.input));
      }
      setProblems({});
      setMode(next);
    },
    read() {
      if (mode === 'json') return fromJson();
      const read = valuesOf(fields, draft);
      setProblems(read.problems);
      return Object.keys(read.problems).length > 0 ? undefined : { input: read.values };
    },
  };
}

const isEmptyObject = ({ inputSchema }: Tool) => inputSchema['additionalProperties'] === false;
