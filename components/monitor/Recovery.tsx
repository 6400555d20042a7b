"use client";
/** Faults caused on purpose, with how long each student took to be well again, and the way to end them. */
import { Zap } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { askClusters } from "../faults/askCluster.ts";
import { faultRequest } from "../faults/faultRequests.ts";
import { tellRefusals } from "../faults/tellRefusals.ts";
import { useConnection, useRoomPart } from "../room/RoomContext.tsx";
import { Button } from "../ui/controls.tsx";
import { BreakDialog } from "./BreakDialog.tsx";
import { type DrillGroup, drillGroups, type DrillResult, resultsOf } from "./drillGroups.ts";
import { Section } from "./Section.tsx";
import { useNow, useSpan } from "../classroom/useAgo.ts";
import { useDuration } from "./useDuration.ts";
import { useName } from "./useName.ts";
import type { Student } from "./useStudents.ts";

/** Faults listed; the older ones are in the history. */
const SHOWN = 5;

export function Recovery({ students, hidden }: { readonly students: readonly Student[]; readonly hidden: boolean }) {
  const t = useTranslations("classroom");
  const drills = useRoomPart(({ classroom }) => classroom.drills);
  const [breaking, setBreaking] = useState(false);
  const groups = drillGroups(drills).slice(0, SHOWN);
  return (
    <Section title={t("recovery")}>
      <Button className="mb-2" disabled={students.length === 0} onClick={() => setBreaking(true)}>
        <Zap size={14} aria-hidden />
        {t("break")}
      </Button>
      {breaking && <BreakDialog open onOpenChange={setBreaking} to={students} names={t("everybody")} all />}
      <ul className="space-y-2">
        {groups.map((group) => (
          <li key={group.id}>
            <Fault group={group} students={students} hidden={hidden} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Fault({
  group,
  students,
  hidden,
}: {
  readonly group: DrillGroup;
  readonly students: readonly Student[];
  readonly hidden: boolean;
}) {
  const t = useTranslations("classroom");
  const faults = useTranslations("faults");
  const span = useSpan();
  const now = useNow(5_000);
  const nameOf = useName(hidden);
  const { fault, target, at } = group;
  const open = group.drills.filter(({ ended }) => ended === undefined);
  const end = async (): Promise<void> => {
    if (fault === "kill") return;
    const clusters = open.map(({ cluster }) => cluster);
    tellRefusals(t("recoveryEnd"), await askClusters(clusters, faultRequest(target || undefined, fault, false)));
  };
  const what = fault === "kill" ? faults("kill") : faults(`types.${fault}`);
  const where = fault === "kill" && group.drills.length > 1 ? "" : target;
  const results = resultsOf(group);
  return (
    <div className="rounded-control border border-line bg-raised p-2.5 text-[13px]" data-drill={fault}>
      <p className="flex items-baseline gap-2">
        <span className="min-w-0 flex-1 font-semibold">
          {where && <span className="font-mono font-medium">{where} </span>}
          {what}
        </span>
        <span className="text-[12px] text-soft tabular-nums">{t("ago", { time: span(now - at) })}</span>
      </p>
      {results.length === 0 && <p className="mt-1 text-[12px] text-soft">{t("recoveryNobody")}</p>}
      <ul className="mt-1">
        {results.map((result) => {
          const student = students.find(({ person }) => person.id === result.person);
          return (
            student && (
              <li key={result.person} className="flex gap-2 text-[12px]" data-result={student.person.nickname}>
                <span className="min-w-0 flex-1 truncate">{nameOf(student)}</span>
                <Result result={result} />
              </li>
            )
          );
        })}
      </ul>
      {open.length > 0 && (
        <Button className="mt-2" onClick={() => void end()}>
          {t("recoveryEnd")}
        </Button>
      )}
    </div>
  );
}

function Result({ result: { hit, recovered, began, cluster } }: { readonly result: DrillResult }) {
  const t = useTranslations("classroom");
  const duration = useDuration();
  const connection = useConnection();
  const here = useRoomPart(({ room }) => room?.id) === cluster;
  useNow();
  if (hit === undefined) return <span className="text-soft">{t("recoveryUntouched")}</span>;
  if (recovered !== undefined)
    return <span className="text-running tabular-nums">{t("recovered", { time: duration(recovered - began) })}</span>;
  // Another cluster's clock is not known here.
  return (
    <span className="text-failing tabular-nums">
      {here ? t("recoveringFor", { time: duration(connection.clusterNow() - began) }) : t("recovering")}
    </span>
  );
}
