import { ClipboardList, Globe, PenLine, UserCheck, type LucideIcon } from 'lucide-react';
import type { InboxItem } from '#libs/contracts';
import { Tile, type Family } from '../../ui/tile.js';

const faces: Record<InboxItem['kind'], { family: Family; icon: LucideIcon }> = {
  approval: { family: 'people', icon: UserCheck },
  form: { family: 'people', icon: ClipboardList },
  unknown: { family: 'outside', icon: Globe },
  budget: { family: 'think', icon: PenLine },
};

/** Who asks: a person's step, or something outside of which it is unclear whether it happened, or a step that calls a model. */
export const ItemTile = ({ kind }: { kind: InboxItem['kind'] }) => <Tile {...faces[kind]} size="sm" />;
