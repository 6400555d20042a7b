"use client";
/**
 * What can be done with one object or with several of a kind, wherever it is offered: the row's menu, the inspector's, the palette,
 * the bar over marked rows; and the dialogs this opens.
 */
import { useTranslations } from "next-intl";
import { type ReactNode, Suspense, useCallback, useState } from "react";
import { useRights } from "../room/rights/useRights.ts";
import { useConnection } from "../room/RoomContext.tsx";
import type { Kind } from "../tables/kinds.ts";
import { lazyPart } from "../ui/lazyPart.ts";
import { type ObjectAction, RESTARTS } from "./ObjectAction.ts";
import { ICONS } from "./icons.ts";
import { patchOf, type Asking, type Question, type Target } from "./Target.ts";
import { useBulk } from "./useBulk.ts";
import { useSingleActions } from "./useSingleActions.ts";

// One needs it when something is done.
const Questions = lazyPart(() => import("./Questions.tsx").then((part) => ({ default: part.Questions })));

export interface ObjectActions {
  /** What can be done with one; `gone`: it is not there any more. The same function as long as it says the same. */
  of(kind: Kind, target: Target, gone?: boolean): readonly ObjectAction[];
  /** What can be done with all of them at once. */
  bulk(kind: Kind, targets: readonly Target[]): readonly ObjectAction[];
  /** The dialog that is open. */
  readonly dialog: ReactNode;
}

export function useObjectActions(onDone: () => void): ObjectActions {
  const t = useTranslations("tables");
  const connection = useConnection();
  const run = useBulk();
  const whyNot = useRights();
  const [asking, setAsking] = useState<Asking | undefined>();
  const ask = useCallback((what: Question, targets: readonly Target[]) => setAsking({ what, targets }), []);
  const of = useSingleActions(ask);
  const bulk = (kind: Kind, targets: readonly Target[]): readonly ObjectAction[] => {
    const can = (verb: string): boolean => kind.verbs.includes(verb);
    const { resource } = kind;
    const namespaces = [...new Set(targets.map(({ selection }) => selection.namespace))];
    const refused = (verb: string, part = "") =>
      whyNot(...namespaces.map((namespace) => ({ verb, resource: `${resource}${part}`, namespace })));
    const action = (id: "label" | "scale" | "restart" | "delete", why: string | undefined, act: () => void) => ({
      id,
      label: t(id),
      icon: ICONS[id],
      ...(id === "delete" ? { danger: true } : {}),
      ...(why === undefined ? {} : { why }),
      run: act,
    });
    const items: (ObjectAction | false)[] = [
      can("patch") && action("label", refused("patch"), () => ask("label", targets)),
      kind.scales && action("scale", refused("patch", "/scale"), () => ask("scale", targets)),
      RESTARTS.test(resource) &&
        action("restart", refused("patch"), () => {
          const at = new Date(connection.clusterNow()).toISOString();
          const annotations = { "kubectl.kubernetes.io/restartedAt": at };
          const spec = { template: { metadata: { annotations } } };
          run(t("bulkRestarted", { count: targets.length }), targets, (target) => patchOf(target, { spec }));
          onDone();
        }),
      can("delete") && action("delete", refused("delete"), () => ask("delete", targets)),
    ];
    return items.filter((item) => item !== false);
  };
  const dialog = asking && (
    <Suspense fallback={null}>
      <Questions asking={asking} onClose={() => setAsking(undefined)} onDone={onDone} />
    </Suspense>
  );
  return { of, bulk, dialog };
}
