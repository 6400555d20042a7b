"use client";
/** Faults of one object for menus and commands: of a node its faults, of a pod its processes. For instructors, in the present. */
import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { NODE_FAULTS } from "../../server/protocol/faults.ts";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { type Do, useDo } from "../room/doing/DoingContext.tsx";
import { type Selection, useRoomPart } from "../room/RoomContext.tsx";
import { faultRequest, killRequest } from "./faultRequests.ts";
import { faultsOf } from "./readFaults.ts";

export interface FaultAction {
  readonly id: string;
  /** With the object's name, for the palette. */
  readonly title: string;
  /** Without it, for the object's own menu. */
  readonly label: string;
  run(): void;
}

/** The same function as long as it says the same. */
export function useFaults(): (selection: Selection, object: KubeObject) => readonly FaultAction[] {
  const t = useTranslations("faults");
  const allowed = useRoomPart(({ you, past }) => you?.role === "instructor" && past === undefined);
  const act = useDo();
  return useCallback(
    (selection, object) => (allowed ? faultActions({ t, act, selection, object }) : []),
    [t, allowed, act],
  );
}

export function useFaultActions(
  selection: Selection | undefined,
  object: KubeObject | undefined,
): readonly FaultAction[] {
  const faults = useFaults();
  return selection && object ? faults(selection, object) : [];
}

interface Given {
  readonly t: ReturnType<typeof useTranslations<"faults">>;
  readonly act: Do;
  readonly selection: Selection;
  readonly object: KubeObject;
}

function faultActions({ t, act, selection, object }: Given): readonly FaultAction[] {
  const { name, namespace, resource } = selection;
  if (resource === "pods")
    return [
      {
        id: "fault-kill",
        title: t("commandKill", { name }),
        label: t("menuKill"),
        run: () => void act.request(t("killed", { name }), selection, killRequest(namespace, name)),
      },
    ];
  if (resource !== "nodes") return [];
  const on = faultsOf(object);
  return NODE_FAULTS.map((fault) => {
    const begins = on[fault] === undefined;
    const text = { name, fault: t(`types.${fault}`) };
    return {
      id: `fault-${fault}`,
      title: t(begins ? "commandBegin" : "commandEnd", text),
      label: t(begins ? "menuBegin" : "menuEnd", text),
      run: () => void act.request(t(begins ? "begun" : "ended", text), selection, faultRequest(name, fault, begins)),
    };
  });
}
