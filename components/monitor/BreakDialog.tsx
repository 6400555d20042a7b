"use client";
/** A fault for one, some or all students: in clusters of their own a node's, else the processes of their pods. */
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { NODE_FAULTS, type NodeFault } from "../../server/protocol/faults.ts";
import type { Pod } from "../../server/protocol/kubernetes/index.ts";
import { ask, askClusters, refusalsOf } from "../faults/askCluster.ts";
import { faultRequest, killRequest } from "../faults/faultRequests.ts";
import { tellRefusals } from "../faults/tellRefusals.ts";
import { useStudentClusters } from "../faults/useFaultTarget.ts";
import { useConnection, useRoomPart } from "../room/RoomContext.tsx";
import { Button, Select } from "../ui/controls.tsx";
import { Modal } from "../ui/Dialog.tsx";
import type { Student } from "./useStudents.ts";

export interface BreakDialogProps {
  readonly open: boolean;
  onOpenChange(open: boolean): void;
  readonly to: readonly Student[];
  readonly names: string;
  /** All students are meant: then what they share may break, too. */
  readonly all?: boolean;
}

export function BreakDialog({ open, onOpenChange, to, names, all = false }: BreakDialogProps) {
  const t = useTranslations("classroom");
  const mode = useRoomPart(({ room }) => room?.mode);
  const forks = mode === "cluster-each";
  const close = (): void => onOpenChange(false);
  return (
    <Modal open={open} onOpenChange={onOpenChange} title={t("breakTo", { names })} lead={t("breakLead")}>
      {forks && <ForkFaults to={to} onDone={close} />}
      {!forks && all && <NodeFaults to="here" onDone={close} />}
      {!forks && <Kills to={to} onDone={close} />}
    </Modal>
  );
}

interface PartProps<To> {
  readonly to: To;
  onDone(): void;
}

function report(title: string, refusals: readonly string[]): void {
  if (!tellRefusals(title, refusals)) toast.success(title);
}

/** In the clusters of these students, those that sleep too; of whoever has none yet the room's is not meant. */
function ForkFaults({ to, onDone }: PartProps<readonly Student[]>) {
  const t = useTranslations("classroom");
  const clusters = useStudentClusters();
  if (!clusters) return null;
  const targets = to.flatMap(({ person }) => clusters.find((one) => one.person === person.id)?.id ?? []);
  const without = to.length - targets.length;
  return (
    <>
      {without > 0 && (
        <p className="mb-3 text-[12px] text-soft" data-testid="break-none">
          {t("breakNone", { count: without })}
        </p>
      )}
      {targets.length > 0 && <NodeFaults to={targets} onDone={onDone} />}
    </>
  );
}

/** `to`: clusters by id; `here`: the room's. */
function NodeFaults({ to, onDone }: PartProps<readonly string[] | "here">) {
  const t = useTranslations("faults");
  const classTexts = useTranslations("classroom");
  const nodes = [...(useRoomPart(({ cluster }) => cluster.tables.get("nodes"))?.values() ?? [])];
  const connection = useConnection();
  const [node, setNode] = useState("");
  const [fault, setFault] = useState<NodeFault>("stop");
  // The course's workers come after its control plane.
  const chosen = node || (nodes.at(-1)?.metadata.name ?? "");
  const send = async (): Promise<void> => {
    onDone();
    const request = faultRequest(chosen, fault, true);
    const waiting = toast.loading(classTexts("breaking"));
    const refusals = to === "here" ? refusalsOf([await ask(connection, request)]) : await askClusters(to, request);
    toast.dismiss(waiting);
    report(t("begun", { name: chosen, fault: t(`types.${fault}`) }), refusals);
  };
  return (
    <Form label={t("commandBegin", { name: chosen, fault: t(`types.${fault}`) })} onSend={send}>
      <Select aria-label={t("node")} value={chosen} onChange={(event) => setNode(event.target.value)}>
        {nodes.map(({ metadata: { name } }) => (
          <option key={name}>{name}</option>
        ))}
      </Select>
      <Select aria-label={t("lead")} value={fault} onChange={(event) => setFault(event.target.value as NodeFault)}>
        {NODE_FAULTS.map((one) => (
          <option key={one} value={one}>
            {t(`types.${one}`)}
          </option>
        ))}
      </Select>
    </Form>
  );
}

function Kills({ to, onDone }: PartProps<readonly Student[]>) {
  const t = useTranslations("classroom");
  const faults = useTranslations("faults");
  const connection = useConnection();
  const pods = useRoomPart(({ cluster }) => cluster.tables.get("pods"));
  const running = [...(pods?.values() ?? [])].map((object) => object as Pod).filter(isRunning);
  const shared = useRoomPart(({ room }) => room?.mode) === "shared";
  const targets = running.filter((pod) => to.some((student) => isTheirs(pod, student, shared)));
  const send = async (): Promise<void> => {
    onDone();
    const requests = targets.map(({ metadata: { namespace = "", name } }) => killRequest(namespace, name));
    report(faults("kill"), refusalsOf(await Promise.all(requests.map((request) => ask(connection, request)))));
  };
  if (targets.length === 0) return <p className="pt-3 text-[13px] text-soft">{faults("noPods")}</p>;
  return (
    <Form label={faults("killDo")} onSend={send}>
      <p className="text-[13px]">{t("breakKill", { count: targets.length })}</p>
    </Form>
  );
}

/** Where each has a namespace, what is in it; where all share one cluster, what the server says is theirs. */
function isTheirs({ metadata: { namespace = "", name } }: Pod, { person, tile }: Student, shared: boolean): boolean {
  return shared ? tile?.running?.includes(`${namespace}/${name}`) === true : namespace === person.namespace;
}

const isRunning = ({ status }: Pod): boolean => status?.phase === "Running";

function Form({
  label,
  onSend,
  children,
}: {
  readonly label: string;
  onSend(): Promise<void>;
  readonly children: React.ReactNode;
}) {
  return (
    <form
      className="flex flex-col gap-3 border-t border-line py-3 first-of-type:border-0 first-of-type:pt-0 last-of-type:pb-0"
      onSubmit={(event) => {
        event.preventDefault();
        void onSend();
      }}
    >
      {children}
      <Button type="submit" look="danger" className="self-end">
        {label}
      </Button>
    </form>
  );
}
