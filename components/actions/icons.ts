import {
  CircleHelp,
  Copy,
  type LucideIcon,
  Pause,
  Pencil,
  Play,
  RotateCw,
  Scaling,
  ScrollText,
  SquareTerminal,
  Tag,
  Trash2,
} from "lucide-react";

/** By the action's id. */
export const ICONS = {
  logs: ScrollText,
  exec: SquareTerminal,
  why: CircleHelp,
  edit: Pencil,
  label: Tag,
  scale: Scaling,
  restart: RotateCw,
  pause: Pause,
  unpause: Play,
  runNow: Play,
  suspend: Pause,
  unsuspend: Play,
  copy: Copy,
  delete: Trash2,
} satisfies { readonly [id: string]: LucideIcon };
