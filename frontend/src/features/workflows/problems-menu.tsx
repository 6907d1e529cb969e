import { TriangleAlert } from 'lucide-react';
import type { WorkflowProblem } from '#libs/contracts';
import type { Definition } from '#libs/workflow';
import { nameOf } from '../../builder/kinds.js';
import { problemWords } from './problem-words.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Menu, MenuItem } from '../../ui/menu.js';

/** What the draft lacks; choosing a problem jumps to its step. */
export function ProblemsMenu({
  definition,
  problems,
  onNode,
}: {
  definition: Definition;
  problems: readonly WorkflowProblem[];
  onNode(node: string): void;
}) {
  const t = useText();
  if (problems.length === 0) return null;
  const name = (id: string | undefined) => {
    const node = definition.nodes.find((one) => one.id === id);
    return node ? `${nameOf(node)}: ` : '';
  };
  return (
    <Menu
      align="end"
      label={t('workflow.problems', { count: problems.length })}
      trigger={
        <Button size="sm" look="danger-ghost" icon={TriangleAlert}>
          {t('workflow.problems', { count: problems.length })}
        </Button>
      }
    >
      {problems.map((problem, index) => (
        <MenuItem
          key={index}
          icon={TriangleAlert}
          danger={problem.severity === 'error'}
          onSelect={() => problem.node && onNode(problem.node)}
        >
          <span className="max-w-100">
            {name(problem.node)}
            {problemWords(problem, definition, t)}
          </span>
        </MenuItem>
      ))}
    </Menu>
  );
}
