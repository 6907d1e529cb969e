import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { CopyPlus, Download, Ellipsis, LayoutTemplate, Upload } from 'lucide-react';
import { useState } from 'react';
import { duplicateWorkflow, exportWorkflow, type Workflow } from '#libs/contracts';
import { call, download } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { useText } from '../../text/text.js';
import { IconButton } from '../../ui/button.js';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.js';
import { useReason } from '../../ui/states.js';
import { toast } from '../../ui/toast.js';
import { PublishTemplateDialog } from '../templates/publish-template-dialog.js';
import type { Draft } from './draft/use-draft.js';
import { ReplaceDialog } from './replace-dialog.js';

/** What is done with a workflow as a whole: as a file, as a copy. */
export function MoreMenu({ workflow, draft }: { workflow: Workflow; draft: Draft | undefined }) {
  const t = useText();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const may = useMay('workflows:write');
  const [offering, setOffering] = useState(false);
  const [replacing, setReplacing] = useState(false);
  const copy = useMutation({
    mutationFn: () => call(duplicateWorkflow, { params: { id: workflow.id }, body: {} }),
    onSuccess(made) {
      void queries.invalidateQueries({ queryKey: ['workflows'] });
      void navigate({ to: '/workflows/$id', params: { id: made.id }, search: {} });
    },
  });
  const reason = useReason(copy.error);
  const save = async (format: 'yaml' | 'json') => {
    try {
      await draft?.autosave.flush();
      await download(exportWorkflow, { params: { id: workflow.id }, query: { format } }, `${workflow.name}.${format}`);
    } catch {
      toast(t('workflow.export.failed'), { tone: 'error' });
    }
  };
  return (
    <>
      <Menu
        align="end"
        label={t('workflow.more')}
        trigger={<IconButton size="sm" icon={Ellipsis} label={t('workflow.more')} />}
      >
        <MenuItem icon={Download} onSelect={() => void save('yaml')}>
          {t('workflow.export.yaml')}
        </MenuItem>
        <MenuItem icon={Download} onSelect={() => void save('json')}>
          {t('workflow.export.json')}
        </MenuItem>
        {draft && (
          <MenuItem icon={Upload} onSelect={() => setReplacing(true)}>
            {t('workflow.replace')}
          </MenuItem>
        )}
        {may.ok && (
          <>
            <MenuLine />
            <MenuItem
              icon={CopyPlus}
              onSelect={() => copy.mutate(undefined, { onError: () => toast(reason, { tone: 'error' }) })}
            >
              {t('workflow.copy')}
            </MenuItem>
            <MenuItem icon={LayoutTemplate} onSelect={() => setOffering(true)}>
              {t('templates.publish')}
            </MenuItem>
          </>
        )}
      </Menu>
      {offering && <PublishTemplateDialog workflow={workflow} onClose={() => setOffering(false)} />}
      {replacing && draft && <ReplaceDialog draft={draft} onClose={() => setReplacing(false)} />}
    </>
  );
}
