"use client";
/**
 * What stands where in the room. A part is a line here, a component without props (it finds the room by the hooks of
 * RoomContext and the frame by useFrame), and a name in the texts of `frame.parts`. Parts are loaded when first opened.
 */
import {
  Activity,
  BookOpen,
  Code,
  Hand,
  type LucideIcon,
  Map as MapIcon,
  ScrollText,
  SquareTerminal,
  Table2,
  Users,
  Zap,
} from "lucide-react";
import { type ComponentType } from "react";
import type { Role } from "../../../server/protocol/messages.ts";
import type { en } from "../../i18n/en.ts";
import { ClusterMap } from "../../map/ClusterMap.tsx";
import { ActivityFeed } from "../ActivityFeed.tsx";
import { PeoplePart } from "../PeoplePart.tsx";
import { lazyPart } from "../../ui/lazyPart.ts";
import { INITIAL_VIEW, type View } from "../view.ts";

export interface Part {
  readonly id: keyof (typeof en)["frame"]["parts"];
  /** left: the lesson's place; main: the middle; dock: the tabs below; phone: only on a phone. */
  readonly place: "left" | "main" | "dock" | "phone";
  readonly icon: LucideIcon;
  readonly Component: ComponentType;
  /** Whether it has a tab at the bottom of a phone. */
  readonly phone?: true;
  /** Shown to people of this role only. */
  readonly role?: Role;
}

const Tables = lazyPart(() => import("../../tables/Tables.tsx").then(({ Tables: part }) => ({ default: part })));
const Editor = lazyPart(() =>
  import("../../editor/EditorPart.tsx").then(({ EditorPart: part }) => ({ default: part })),
);

const Terminal = lazyPart(() =>
  import("../../terminal/TerminalPart.tsx").then(({ TerminalPart: part }) => ({ default: part })),
);
const Logs = lazyPart(() => import("../../logs/LogsPart.tsx").then(({ LogsPart: part }) => ({ default: part })));
const Ask = lazyPart(() => import("../../classroom/AskPart.tsx").then(({ AskPart: part }) => ({ default: part })));
const Lesson = lazyPart(() =>
  import("../../lesson/LessonPart.tsx").then(({ LessonPart: part }) => ({ default: part })),
);

const Faults = lazyPart(() =>
  import("../../faults/FaultsPart.tsx").then(({ FaultsPart: part }) => ({ default: part })),
);

/** In the order of their tabs. */
export const PARTS: readonly Part[] = [
  { id: "lesson", place: "left", icon: BookOpen, Component: Lesson, phone: true },
  { id: "map", place: "main", icon: MapIcon, Component: ClusterMap, phone: true },
  { id: "tables", place: "main", icon: Table2, Component: Tables, phone: true },
  { id: "people", place: "phone", icon: Users, Component: PeoplePart, phone: true },
  { id: "terminal", place: "dock", icon: SquareTerminal, Component: Terminal },
  { id: "editor", place: "dock", icon: Code, Component: Editor, phone: true },
  { id: "logs", place: "dock", icon: ScrollText, Component: Logs, phone: true },
  { id: "ask", place: "dock", icon: Hand, Component: Ask, phone: true },
  { id: "feed", place: "dock", icon: Activity, Component: ActivityFeed },
  { id: "faults", place: "dock", icon: Zap, Component: Faults, role: "instructor" },
];

export function partsAt(place: Part["place"], role: Role | undefined): readonly Part[] {
  return PARTS.filter((part) => part.place === place && isFor(part, role));
}

export const isFor = (part: Part, role: Role | undefined): boolean => part.role === undefined || part.role === role;

/** The one part a phone shows: that of the middle, or of a link made on a desk that shows the map over a part of the dock, the latter. */
export function partOnPhone({ main, dock }: Pick<View, "main" | "dock">, role: Role | undefined): Part["id"] {
  const find = (wanted: string): Part | undefined => PARTS.find((part) => part.id === wanted && isFor(part, role));
  const below = main === INITIAL_VIEW.main ? find(dock) : undefined;
  return (below ?? find(main))?.id ?? "map";
}
