"use client";
import { Copy, Ellipsis, Pencil, RotateCw, ScrollText, SquareTerminal, Tag, Trash2, X, Zap } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { KubeObject, Node, Pod } from "../../server/protocol/kubernetes/index.ts";
import { useFaultActions } from "../faults/useFaultActions.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { LOGGED } from "../logs/targets.ts";
import { useOpenLogs } from "../logs/useOpenLogs.ts";
import { useCommands } from "../room/CommandContext.tsx";
import { useDo, usePending } from "../room/doing/DoingContext.tsx";
import { useFrame } from "../room/frame/FrameContext.tsx";
import { useCauses } from "../room/history/useHistory.ts";
import { personColour } from "../room/personColours.ts";
import { type Selection, useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { ExecDialog } from "../terminal/ExecDialog.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { Menu, type MenuItem } from "../ui/Menu.tsx";
import { LabelDialog } from "./LabelDialog.tsx";
import { IconTrigger } from "../ui/IconTrigger.tsx";
import { useCopy } from "../ui/useCopy.ts";

const RESTARTS = /^(deployments|statefulsets|daemonsets)\.apps$/;

/** Name, kind, who changed it last, who else looks at it, and what can be done with it. */
export function ObjectHeader({
  object,
  selection,
  live,
}: {
  readonly object: KubeObject;
  readonly selection: Selection;
  /** Whether it is still there. */
  readonly live: boolean;
}) {
  const t = useTranslations("inspector");
  const copy = useCopy();
  const common = useTranslations("common");
  const logs = useTranslations("logs");
  const { select } = useRoomView();
  const { openEditor, viewport } = useFrame();
  const openLogs = useOpenLogs();
  const [entering, setEntering] = useState(false);
  const act = useDo();
  const pending = usePending(selection);
  const faults = useFaultActions(selection, object);
  const [labelling, setLabelling] = useState(false);
  const edit = (): void =>
    void import("./printYaml.ts").then(({ printYaml }) => openEditor(printYaml(object, { forEditing: true })));
  const remove = (): void => act.remove(selection, object);
  const unschedulable = (object as Node).spec?.unschedulable === true;
  const logged = LOGGED.has(selection.resource);
  const entered = selection.resource === "pods" && viewport !== "phone";
  const items: readonly MenuItem[] = [
    ...(logged ? [{ id: "logs", label: t("logsIn"), icon: ScrollText, run: () => openLogs([selection]) }] : []),
    ...(entered
      ? [{ id: "exec", label: t("exec"), icon: SquareTerminal, disabled: !live, run: () => setEntering(true) }]
      : []),
    { id: "edit", label: t("edit"), icon: Pencil, keys: "e", disabled: !live, run: edit },
    { id: "labels", label: t("editLabels"), icon: Tag, disabled: !live, run: () => setLabelling(true) },
    ...(RESTARTS.test(selection.resource)
      ? [
          {
            id: "restart",
            label: t("restart"),
            icon: RotateCw,
            disabled: !live,
            run: () => act.restart(selection, object),
          },
        ]
      : []),
    ...(selection.resource === "nodes"
      ? [
          {
            id: "cordon",
            label: t(unschedulable ? "uncordon" : "cordon"),
            disabled: !live,
            run: () => act.cordon(selection, object, !unschedulable),
          },
        ]
      : []),
    {
      id: "copy",
      label: t("copyName"),
      icon: Copy,
      run: () => copy(object.metadata.name),
    },
    ...faults.map(({ id, label, run }, index) => ({
      id,
      label,
      icon: Zap,
      disabled: !live,
      apart: index === 0,
      run,
    })),
    {
      id: "delete",
      label: t("delete"),
      icon: Trash2,
      keys: "Delete",
      danger: true,
      disabled: !live,
      apart: true,
      run: remove,
    },
  ];
  useCommands(
    live
      ? [
          { id: "edit-selection", group: "do", title: `${t("edit")}: ${selection.name}`, keys: "e", run: edit },
          {
            id: "delete-selection",
            group: "do",
            title: `${t("delete")}: ${selection.name}`,
            keys: "Delete",
            run: remove,
          },
          {
            id: "label-selection",
            group: "do",
            title: `${t("editLabels")}: ${selection.name}`,
            run: () => setLabelling(true),
          },
          ...(logged
            ? [
                {
                  id: "logs-selection",
                  group: "do" as const,
                  title: logs("logsOf", { name: selection.name }),
                  words: "logs 로그",
                  run: () => openLogs([selection]),
                },
              ]
            : []),
          ...(entered
            ? [
                {
                  id: "exec-selection",
                  group: "do" as const,
                  title: `${t("exec")}: ${selection.name}`,
                  words: "exec shell",
                  run: () => setEntering(true),
                },
              ]
            : []),
        ]
      : [],
  );
  return (
    <header className="shrink-0 px-4 pt-3 pb-1.5">
      <div className="flex items-start gap-1">
        <div className="min-w-0 flex-1">
          <p className="flex items-center gap-1.5 text-[12px] text-faint">
            {object.kind}
            {object.metadata.namespace ? ` · ${object.metadata.namespace}` : ""}
            {pending && (
              <span role="status" className="rounded bg-accent-soft px-1.5 text-ink">
                {t("onItsWay")}
              </span>
            )}
          </p>
          <h2 className="font-mono text-[16px] font-semibold break-all">{object.metadata.name}</h2>
        </div>
        <Menu items={items}>
          <IconTrigger icon={Ellipsis} label={t("actions")} />
        </Menu>
        <IconButton icon={X} label={common("close")} keys="Escape" onClick={() => select(undefined)} />
      </div>
      {!live && (
        <p role="status" className="text-[12px] text-failing">
          ✕ {t("gone")}
        </p>
      )}
      <Bystanders object={object} selection={selection} />
      {entering && <ExecDialog pod={object as unknown as Pod} onClose={() => setEntering(false)} />}
      {labelling && <LabelDialog object={object} selection={selection} onClose={() => setLabelling(false)} />}
    </header>
  );
}

/** Who changed it last, and who else looks at it. */
function Bystanders({ object, selection }: { readonly object: KubeObject; readonly selection: Selection }) {
  const t = useTranslations("inspector");
  const { theme } = usePreferences();
  const causes = useRoomPart(({ cluster }) => cluster.causes);
  const people = useRoomPart((room) => room.people);
  const you = useRoomPart((room) => room.you);
  const cause = useCauses()(causes.get(object.metadata.uid) ?? 0);
  const lookers = [...people.values()].filter(
    ({ id, online, looking }) =>
      online &&
      id !== you?.id &&
      looking?.resource === selection.resource &&
      looking.name === selection.name &&
      (looking.namespace ?? "") === selection.namespace,
  );
  if (!cause?.person && lookers.length === 0) return null;
  return (
    <p className="flex flex-wrap gap-x-3 text-[12px] text-soft">
      {cause?.person && (
        <span className="flex items-center gap-1.5">
          <span
            aria-hidden
            className="size-2 rounded-full"
            style={{ background: personColour(cause.person.colour, theme) }}
          />
          {t("changedBy", { name: cause.person.nickname })}
        </span>
      )}
      {lookers.map(({ id, nickname, colour }) => (
        <span key={id} className="flex items-center gap-1.5">
          <span
            aria-hidden
            className="size-2 rounded-full border-2"
            style={{ borderColor: personColour(colour, theme) }}
          />
          {t("looksToo", { name: nickname })}
        </span>
      ))}
    </p>
  );
}
