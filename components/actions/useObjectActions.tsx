"use client";
/**
 * What can be done with one object or with several of a kind, wherever it is offered: the row's menu, the inspector's, the palette,
 * the bar over marked rows; and the dialogs this opens.
 */
import { useTranslations } from "next-intl";
import { type ReactNode, useCallback, useState } from "react";
import type { Pod } from "../../server/protocol/kubernetes/index.ts";
import { pathOf } from "../editor/resourcePaths.ts";
import { useDo } from "../room/doing/DoingContext.tsx";
import type { PlainRequest } from "../room/doing/inverse.ts";
import { useRights } from "../room/rights/useRights.ts";
import { useConnection } from "../room/RoomContext.tsx";
import type { Kind } from "../tables/kinds.ts";
import { ExecDialog } from "../terminal/ExecDialog.tsx";
import { LabelDialog } from "./LabelDialog.tsx";
import { type ObjectAction, RESTARTS } from "./ObjectAction.ts";
import { BulkLabelDialog, DeleteDialog, ScaleDialog } from "./ObjectDialogs.tsx";
import { ICONS } from "./icons.ts";
import type { Question, Target } from "./Target.ts";
import { useBulk } from "./useBulk.ts";
import { useSingleActions } from "./useSingleActions.ts";

type Asking = { readonly what: Question; readonly targets: readonly Target[] };

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
  const act = useDo();
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
          run(t("bulkRestarted", { count: targets.length }), targets, (target) => patch(target, { spec }));
          onDone();
        }),
      can("delete") && action("delete", refused("delete"), () => ask("delete", targets)),
    ];
    return items.filter((item) => item !== false);
  };
  const close = (): void => setAsking(undefined);
  const [only] = asking?.targets ?? [];
  const dialog = asking && only && (
    <>
      {asking.what === "delete" && (
        <DeleteDialog
          targets={asking.targets}
          onClose={close}
          onAnswer={({ now }) => {
            if (asking.targets.length === 1) act.remove(only.selection, only.object, now);
            else
              run(t("bulkDeleted", { count: asking.targets.length }), asking.targets, (target) => ({
                method: "DELETE",
                path: `${pathOfTarget(target)}${now ? "?gracePeriodSeconds=0" : ""}`,
              }));
            onDone();
          }}
        />
      )}
      {asking.what === "scale" && (
        <ScaleDialog
          targets={asking.targets}
          onClose={close}
          onAnswer={(replicas) => {
            if (asking.targets.length === 1) return act.scale(only.selection, only.object, replicas);
            run(t("bulkScaled", { count: asking.targets.length, replicas }), asking.targets, (target) =>
              patch(target, { spec: { replicas } }, "/scale"),
            );
            onDone();
          }}
        />
      )}
      {asking.what === "exec" && <ExecDialog pod={only.object as unknown as Pod} onClose={close} />}
      {asking.what === "label" &&
        (asking.targets.length === 1 ? (
          <LabelDialog object={only.object} selection={only.selection} onClose={close} />
        ) : (
          <BulkLabelDialog
            targets={asking.targets}
            onClose={close}
            onAnswer={(labels) => {
              run(t("bulkLabelled", { count: asking.targets.length }), asking.targets, (target) =>
                patch(target, { metadata: { labels } }),
              );
              onDone();
            }}
          />
        ))}
    </>
  );
  return { of, bulk, dialog };
}

function pathOfTarget({ selection, object }: Target): string {
  return pathOf(selection.resource, object.apiVersion, selection);
}

function patch(target: Target, body: object, subresource = ""): PlainRequest {
  return {
    method: "PATCH",
    path: `${pathOfTarget(target)}${subresource}`,
    contentType: "application/merge-patch+json",
    body: JSON.stringify(body),
  };
}
