"use client";
/** What can be done with one object or with several of a kind: the row's menu, the bar over marked rows, their dialogs. */
import {
  CircleHelp,
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
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import type { Node, Pod } from "../../server/protocol/kubernetes/index.ts";
import { pathOf } from "../editor/resourcePaths.ts";
import { LabelDialog } from "../inspector/LabelDialog.tsx";
import { printYaml } from "../inspector/printYaml.ts";
import { hasWhy } from "../inspector/why/Why.tsx";
import { LOGGED } from "../logs/targets.ts";
import { useOpenLogs } from "../logs/useOpenLogs.ts";
import { useDo } from "../room/doing/DoingContext.tsx";
import type { PlainRequest } from "../room/doing/inverse.ts";
import { useOperations } from "../room/doing/useOperations.ts";
import { useFrame } from "../room/frame/FrameContext.tsx";
import { changePanels, usePanels } from "../room/frame/panels.ts";
import { useConnection, useRoomView } from "../room/RoomContext.tsx";
import { ExecDialog } from "../terminal/ExecDialog.tsx";
import type { MenuItem } from "../ui/Menu.tsx";
import type { Kind } from "./kinds.ts";
import { BulkLabelDialog, DeleteDialog, ScaleDialog } from "./ObjectDialogs.tsx";
import { type Target, useBulk } from "./useBulk.ts";

const RESTARTS = /^(deployments|statefulsets|daemonsets)\.apps$/;

type Asking = { readonly what: "delete" | "scale" | "label" | "exec"; readonly targets: readonly Target[] };

export interface ObjectActions {
  /** The menu of one row. */
  menu(kind: Kind, target: Target): readonly MenuItem[];
  /** What can be done with all of them at once. */
  bulk(kind: Kind, targets: readonly Target[]): readonly MenuItem[];
  /** The dialog that is open. */
  readonly dialog: ReactNode;
}

export function useObjectActions(onDone: () => void): ObjectActions {
  const t = useTranslations("tables");
  const inspector = useTranslations("inspector");
  const connection = useConnection();
  const { setView } = useRoomView();
  const { openEditor, viewport } = useFrame();
  const openLogs = useOpenLogs();
  const panels = usePanels();
  const act = useDo();
  const operations = useOperations();
  const run = useBulk();
  const [asking, setAsking] = useState<Asking | undefined>();
  const show = ({ selection }: Target, tab: string): void => {
    changePanels({ inspector: { ...panels.inspector, open: true } });
    setView({ selection, tab });
  };
  const askFor = (what: Asking["what"], targets: readonly Target[]) => (): void => setAsking({ what, targets });
  const menu = (kind: Kind, target: Target): readonly MenuItem[] => {
    const can = (verb: string): boolean => kind.verbs.includes(verb);
    const restarts = RESTARTS.test(kind.resource);
    const { selection, object } = target;
    const isPod = kind.resource === "pods";
    const { suspend, paused } = ((object as { readonly spec?: unknown }).spec ?? {}) as {
      readonly suspend?: boolean;
      readonly paused?: boolean;
    };
    const cordoned = (object as Node).spec?.unschedulable === true;
    const items: (MenuItem | false)[] = [
      LOGGED.has(kind.resource) && {
        id: "logs",
        label: t("logs"),
        icon: ScrollText,
        run: () => openLogs([selection]),
      },
      isPod &&
        viewport !== "phone" && {
          id: "exec",
          label: t("exec"),
          icon: SquareTerminal,
          run: askFor("exec", [target]),
        },
      hasWhy(kind.resource) && { id: "why", label: t("why"), icon: CircleHelp, run: () => show(target, "why") },
      { id: "edit", label: t("edit"), icon: Pencil, run: () => openEditor(printYaml(object, { forEditing: true })) },
      can("patch") && {
        id: "label",
        label: inspector("editLabels"),
        icon: Tag,
        run: askFor("label", [target]),
      },
      kind.scales && { id: "scale", label: t("scale"), icon: Scaling, run: askFor("scale", [target]) },
      restarts && { id: "restart", label: t("restart"), icon: RotateCw, run: () => act.restart(selection, object) },
      kind.resource === "nodes" && {
        id: "cordon",
        label: inspector(cordoned ? "uncordon" : "cordon"),
        run: () => act.cordon(selection, object, !cordoned),
      },
      kind.resource === "nodes" && {
        id: "drain",
        label: t("drain"),
        run: () => operations.drain(selection, object),
      },
      kind.resource === "deployments.apps" && {
        id: "pause",
        label: t(paused ? "unpause" : "pause"),
        icon: paused ? Play : Pause,
        run: () => operations.pause(selection, object, !paused),
      },
      kind.resource === "cronjobs.batch" && {
        id: "runNow",
        label: t("runNow"),
        icon: Play,
        run: () => operations.runNow(selection, object),
      },
      kind.resource === "cronjobs.batch" && {
        id: "suspend",
        label: t(suspend ? "unsuspend" : "suspend"),
        icon: Pause,
        run: () => operations.suspend(selection, object, !suspend),
      },
      can("delete") && {
        id: "delete",
        label: t("delete"),
        icon: Trash2,
        danger: true,
        apart: true,
        run: askFor("delete", [target]),
      },
    ];
    return items.filter((item) => item !== false);
  };
  const bulk = (kind: Kind, targets: readonly Target[]): readonly MenuItem[] => {
    const can = (verb: string): boolean => kind.verbs.includes(verb);
    const restarts = RESTARTS.test(kind.resource);
    const items: (MenuItem | false)[] = [
      can("patch") && { id: "label", label: t("label"), icon: Tag, run: askFor("label", targets) },
      kind.scales && { id: "scale", label: t("scale"), icon: Scaling, run: askFor("scale", targets) },
      restarts && {
        id: "restart",
        label: t("restart"),
        icon: RotateCw,
        run: () => {
          const at = new Date(connection.clusterNow()).toISOString();
          const annotations = { "kubectl.kubernetes.io/restartedAt": at };
          const spec = { template: { metadata: { annotations } } };
          run(t("bulkRestarted", { count: targets.length }), targets, (target) => patch(target, { spec }));
          onDone();
        },
      },
      can("delete") && { id: "delete", label: t("delete"), icon: Trash2, danger: true, run: askFor("delete", targets) },
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
            const names = asking.targets.length === 1 ? only.selection.name : "";
            const title = t("bulkDeleted", { count: asking.targets.length, name: names });
            run(title, asking.targets, (target) => ({
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
  return { menu, bulk, dialog };
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
