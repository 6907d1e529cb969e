import type { InboxItem } from '#libs/contracts';
import { KindTile } from '../../ui/kind-tile.js';

const faces: Record<InboxItem['kind'], { kind: string; icon: string }> = {
  approval: { kind: 'human.approval', icon: 'user-check' },
  form: { kind: 'human.form', icon: 'clipboard-list' },
  unknown: { kind: 'http.request', icon: 'globe' },
  budget: { kind: 'ai.generate', icon: 'pen-line' },
};

/** Who asks: a person's step, or something outside of which it is unclear whether it happened, or a step that calls a model. */
export const ItemTile = ({ kind }: { kind: InboxItem['kind'] }) => <KindTile {...faces[kind]} size="sm" />;
