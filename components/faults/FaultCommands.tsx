"use client";
/** Faults of what is selected, as commands: of a node its faults, of a pod its processes. */
import { useTranslations } from "next-intl";
import { NODE_FAULTS } from "../../server/protocol/faults.ts";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { useCommands } from "../room/CommandContext.tsx";
import type { Command } from "../room/commands.ts";
import { useDo } from "../room/doing/DoingContext.tsx";
import { useObject, useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { faultRequest, killRequest } from "./faultRequests.ts";
import { faultsOf } from "./readFaults.ts";

const NOTHING = { resource: "", namespace: "", name: "" };

export function FaultCommands() {
  const t = useTranslations("faults");
  const { selection } = useRoomView();
  const object = useObject<KubeObject>(selection ?? NOTHING);
  const teaches = useRoomPart(({ you }) => you?.role === "instructor");
  const act = useDo();
  const commands: Command[] = [];
  if (teaches && selection && object && selection.resource === "nodes") {
    const { name } = selection;
    const on = faultsOf(object);
    for (const fault of NODE_FAULTS) {
      const begin = on[fault] === undefined;
      const text = { name, fault: t(`types.${fault}`) };
      commands.push({
        id: `fault-${fault}`,
        group: "do",
        title: t(begin ? "commandBegin" : "commandEnd", text),
        words: `fault break ${fault} 장애`,
        run: () => void act.request(t(begin ? "begun" : "ended", text), selection, faultRequest(name, fault, begin)),
      });
    }
  }
  if (teaches && selection && object && selection.resource === "pods") {
    const { name, namespace } = selection;
    commands.push({
      id: "fault-kill",
      group: "do",
      title: t("commandKill", { name }),
      words: "fault kill crash 장애 죽이기",
      run: () => void act.request(t("killed", { name }), selection, killRequest(namespace, name)),
    });
  }
  useCommands(commands);
  return null;
}
