"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { CrossingWhat } from "../../server/protocol/classroom/actionSchema.ts";
import type { Crossing } from "../../server/protocol/classroom/ClassState.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { printCpu, printMemory } from "../map/quantities.ts";
import { personColour } from "../room/personColours.ts";
import { useRoomPart } from "../room/RoomContext.tsx";

/** What somebody's command did to another's object, as a sentence. */
export function CrossingText({ crossing }: { readonly crossing: Crossing }) {
  const t = useTranslations("crossings");
  const { theme } = usePreferences();
  const people = useRoomPart((room) => room.people);
  const you = useRoomPart((room) => room.you?.id);
  const { person, by, object, what } = crossing;
  const doer = people.get(by);
  const values = {
    yours: person === you ? "yes" : "no",
    name: people.get(person)?.nickname ?? t("someone"),
    by: doer?.nickname ?? t("someone"),
    object: what.kind === "deleted" ? `${object.resource}/${object.name}` : object.name,
    ...detailsOf(what),
  };
  return t.rich(keyOf(what), {
    ...values,
    m: (text: ReactNode) => <span className="font-mono break-all">{text}</span>,
    who: (text: ReactNode) => (
      <b style={{ color: doer && personColour(doer.colour, theme) }} className="font-semibold">
        {text}
      </b>
    ),
  });
}

function keyOf(
  what: CrossingWhat,
):
  | "gone"
  | "goneWith"
  | "goneBy"
  | "preempted"
  | "pending"
  | "port"
  | "label"
  | "unlabelled"
  | "selector"
  | "deleted"
  | "unready" {
  if (what.kind === "preempted") return "preempted";
  if (what.kind === "deleted") return what.with ? (what.with.deleted ? "goneWith" : "goneBy") : "gone";
  if (what.kind === "endpoint") return what.reason === "label" && what.value === undefined ? "unlabelled" : what.reason;
  return what.resource === "port" ? "port" : "pending";
}

function detailsOf(what: CrossingWhat): { readonly [name: string]: string | number } {
  if (what.kind === "pending") {
    const { node, holder, resource, amount } = what;
    return { node, holder: holder.name, amount: amount === undefined ? "" : ` (${printAmount(resource, amount)})` };
  }
  if (what.kind === "preempted") return { node: what.node, pod: what.pod, priority: String(what.priority) };
  if (what.kind === "deleted") {
    const { with: other, more } = what;
    return { more: more ? "yes" : "no", other: other ? `${other.resource}/${other.name}` : "" };
  }
  const { pod, lost } = what;
  if (what.reason !== "label") return { pod, lost };
  return { pod, lost, label: what.label, value: what.value ?? "" };
}

function printAmount(resource: string, amount: number): string {
  if (resource === "memory") return printMemory(amount).replace(".0Gi", "Gi");
  if (resource === "cpu") return `${printCpu(amount / 1000)} CPU`;
  return `${amount} ${resource}`;
}
