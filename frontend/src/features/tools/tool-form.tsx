import { useNavigate } from '@tanstack/react-router';
import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { createTool, updateTool, type CustomTool } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { ApiProblem } from '../../app/problem.js';
import { same } from '../../forms/same.js';
import { SaveBar } from '../../forms/save-bar.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Checkbox } from '../../ui/field.js';
import { Note } from '../../ui/states.js';
import { CodeFields } from './code-fields.js';
import { HttpFields } from './http-fields.js';
import { draftOfTool, newDraft, readDraft, type ToolBody, type ToolDraft } from './tool-draft.js';
import type { FormLink } from './form-link.js';
import { SchemaEditor } from './schema-editor.js';
import { FactFields, NameFields } from './tool-fields.js';

/** Makes a tool of a web address or of code, or changes one. */
export function ToolForm({ tool, kind = 'http' }: { tool?: CustomTool; kind?: 'http' | 'code' }) {
  const t = useText();
  const navigate = useNavigate();
  const may = useMay('tools:write');
  const [base, setBase] = useState(tool);
  const saved = base ? draftOfTool(base) : newDraft(kind);
  const [draft, setDraft] = useState<ToolDraft>(saved);
  const [tried, setTried] = useState(false);
  const read = readDraft(draft);
  const take = (now: CustomTool) => {
    setBase(now);
    setDraft(draftOfTool(now));
  };
  const isNewer = tool !== undefined && base !== undefined && tool.version > base.version;
  // Nothing was typed: what is shown follows.
  if (isNewer && same(saved, draft)) take(tool);
  const save = useAct({
    run: (body: ReturnType<typeof readDraft>['body']) =>
      base
        ? call(updateTool, { params: { id: base.id }, headers: { 'if-match': base.etag }, body })
        : call(createTool, { body: { ...(body as ToolBody), review: draft.review } }),
    done: (made) => t(tool ? 'save.done' : 'tools.created', { name: made.title }),
    changes: [['tools']],
    quiet: true,
    onDone: (made) => {
      if (tool) take(made);
      else void navigate({ to: '/tools/$id', params: { id: made.id }, search: {} });
    },
  });
  const issues = ApiProblem.is(save.error) ? save.error.issues : [];
  const link: FormLink = {
    draft,
    set: (change) => setDraft({ ...draft, ...change }),
    errorOf(field, ...paths) {
      const own = tried ? read.problems[field] : undefined;
      if (own) return t(own);
      if (field === 'name' && ApiProblem.is(save.error, 'TOOL_NAME_TAKEN')) return t('tools.wrong.taken');
      const wanted = paths.length > 0 ? paths : [field];
      const plain = (path: string) => path.replace(/^body\./, '');
      return issues.find(({ path }) => wanted.some((each) => new RegExp(`^${each}($|[.[])`).test(plain(path))))
        ?.message;
    },
  };
  return (
    <form
      noValidate
      className="max-w-(--read-max)"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (Object.keys(read.problems).length === 0) save.mutate(read.body);
      }}
    >
      <Card>
        <div className="grid gap-4 p-4">
          {isNewer && (
            <Note
              tone="waiting"
              icon={<TriangleAlert aria-hidden className="size-4 text-waiting-solid" strokeWidth={1.75} />}
            >
              <p className="mb-2">{t('tools.newer', { version: tool.version })}</p>
              <span className="flex flex-wrap gap-2">
                <Button size="sm" onClick={() => take(tool)}>
                  {t('tools.newer.theirs')}
                </Button>
                <Button size="sm" onClick={() => setBase(tool)}>
                  {t('tools.newer.mine')}
                </Button>
              </span>
            </Note>
          )}
          <NameFields link={link} />
          {draft.kind !== 'mcp' && (
            <SchemaEditor
              label={t('tools.input')}
              text={draft.inputSchema}
              error={link.errorOf('inputSchema')}
              onChange={(inputSchema) => link.set({ inputSchema })}
            />
          )}
          {draft.kind === 'http' && <HttpFields link={link} />}
          {draft.kind === 'code' && <CodeFields link={link} />}
          <FactFields link={link} isNew={!tool} />
          {!tool && (
            <Checkbox
              label={t('tools.hold')}
              checked={draft.review}
              onChange={(event) => link.set({ review: event.target.checked })}
            />
          )}
          {tried && Object.keys(read.problems).length > 0 && (
            <p role="alert" className="text-failed">
              {t('tools.wrong.some')}
            </p>
          )}
        </div>
        <SaveBar
          dirty={!tool || !same(saved, draft)}
          fresh={!tool}
          offBecause={may.why}
          mutation={save}
          onReset={() => {
            setDraft(saved);
            setTried(false);
            save.reset();
          }}
        />
      </Card>
    </form>
  );
}
