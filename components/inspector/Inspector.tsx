"use client";
/** What is selected: summary, YAML, events, logs and Why. */
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { stringify } from "yaml";
import type { Deployment, Event, KubeObject, Pod, Service } from "../../server/protocol/kubernetes/index.ts";
import { pathOf } from "../editor/resourcePaths.ts";
import { useFrame } from "../room/frame/FrameContext.tsx";
import { type Selection, useClusterTime, useObject, useObjects, useRoom, useRoomView } from "../room/RoomContext.tsx";
import { age } from "../tables/columns.tsx";
import { Button, Input, TabBar, TabPanel } from "../ui/controls.tsx";
import { Overview } from "./Overview.tsx";
import { Pairs } from "./Pairs.tsx";
import { PodLog } from "./PodLog.tsx";
import { PodSummary } from "./PodSummary.tsx";
import { ServiceSummary } from "./ServiceSummary.tsx";
import { WhyPod } from "./WhyPod.tsx";

export function Inspector() {
  const { openEditor: onEdit } = useFrame();
  const { selection } = useRoomView();
  if (!selection) return <Overview />;
  return (
    <Inspected
      key={`${selection.resource}/${selection.namespace}/${selection.name}`}
      selection={selection}
      onEdit={onEdit}
    />
  );
}

function Inspected({ selection, onEdit }: { readonly selection: Selection; readonly onEdit: (yaml: string) => void }) {
  const t = useTranslations("inspector");
  const common = useTranslations("common");
  const { select, view, setView } = useRoomView();
  const live = useObject<KubeObject>(selection);
  const [last, setLast] = useState<KubeObject | undefined>(live);
  const { tab } = view;
  const setTab = (next: string): void => setView({ tab: next });
  useEffect(() => {
    if (live) setLast(live);
  }, [live]);
  const object = live ?? last;
  const isPod = selection.resource === "pods";
  const tabs = ["summary", ...(isPod ? ["logs", "why"] : []), "events", "yaml"].map((id) => ({
    id,
    label: t(id as "yaml"),
  }));
  if (!object) return <p className="p-4 text-[13px] text-faint">{t("gone")}</p>;
  return (
    <aside className="flex h-full min-h-0 flex-col" aria-label={object.metadata.name}>
      <header className="relative px-4 pt-3 pr-12 pb-1">
        <Button
          look="quiet"
          aria-label={common("close")}
          onClick={() => select(undefined)}
          className="absolute top-2 right-2"
        >
          <X size={16} aria-hidden />
        </Button>
        <p className="text-[12px] text-faint">
          {object.kind}
          {object.metadata.namespace ? ` · ${object.metadata.namespace}` : ""}
        </p>
        <h2 className="font-mono text-[16px] font-semibold break-all">{object.metadata.name}</h2>
        {!live && <p className="text-[12px] text-failing">{t("gone")}</p>}
        <Cause object={object} />
      </header>
      <div className="border-b border-line px-2">
        <TabBar name="inspector" label={object.metadata.name} items={tabs} value={tab} onChange={setTab} />
      </div>
      <TabPanel name="inspector" value={tab} className="min-h-0 flex-1 overflow-auto p-4 text-[13px]">
        {tab === "summary" && <Summary object={object} selection={selection} onEdit={onEdit} />}
        {tab === "logs" && <PodLog pod={object as Pod} />}
        {tab === "why" && <WhyPod pod={object as Pod} />}
        {tab === "events" && <ObjectEvents object={object} />}
        {tab === "yaml" && (
          <pre className="font-mono text-[12px] whitespace-pre-wrap break-all">{printYaml(object)}</pre>
        )}
      </TabPanel>
    </aside>
  );
}

function Cause({ object }: { readonly object: KubeObject }) {
  const t = useTranslations("inspector");
  const { cluster, activity, people } = useRoom();
  const item = activity.find(({ seq }) => seq === cluster.causes.get(object.metadata.uid));
  const person = item && people.get(item.person);
  return person ? <p className="text-[12px] text-soft">{t("changedBy", { name: person.nickname })}</p> : null;
}

function Summary({
  object,
  selection,
  onEdit,
}: {
  readonly object: KubeObject;
  readonly selection: Selection;
  readonly onEdit: (yaml: string) => void;
}) {
  const t = useTranslations("inspector");
  const { connection } = useRoomView();
  const [problem, setProblem] = useState("");
  const act = (method: "DELETE" | "PATCH", body?: object): void => {
    const path = pathOf(selection.resource, object.apiVersion, selection);
    connection
      .request(method, path, body ? { contentType: "application/merge-patch+json", body: JSON.stringify(body) } : {})
      .then(
        ({ status, body: answer }) =>
          setProblem(status >= 300 ? ((answer as { message?: string }).message ?? String(status)) : ""),
        (error: Error) => setProblem(error.message),
      );
  };
  return (
    <div className="flex flex-col gap-4">
      {selection.resource === "pods" && <PodSummary pod={object as Pod} />}
      {selection.resource === "services" && <ServiceSummary service={object as Service} />}
      {selection.resource === "deployments.apps" && (
        <label className="flex items-center gap-2">
          {t("scale")}
          <Input
            type="number"
            min={0}
            className="w-20"
            key={(object as Deployment).spec.replicas}
            defaultValue={(object as Deployment).spec.replicas}
            onBlur={(event) =>
              event.target.value !== String((object as Deployment).spec.replicas) &&
              act("PATCH", { spec: { replicas: Number(event.target.value) } })
            }
          />
        </label>
      )}
      <Pairs title={t("labels")} pairs={object.metadata.labels} />
      <div className="flex gap-2">
        <Button onClick={() => onEdit(printYaml(object, true))}>{t("edit")}</Button>
        <Button look="danger" onClick={() => act("DELETE")}>
          {t("delete")}
        </Button>
      </div>
      <p role="alert" className="text-[12px] break-words text-failing">
        {problem}
      </p>
    </div>
  );
}

function ObjectEvents({ object }: { readonly object: KubeObject }) {
  const t = useTranslations("inspector");
  const now = useClusterTime();
  const events = useObjects<Event>("events", true).filter(
    ({ involvedObject }) =>
      involvedObject.uid === object.metadata.uid ||
      (involvedObject.kind === object.kind && involvedObject.name === object.metadata.name && !involvedObject.uid),
  );
  if (events.length === 0) return <p className="text-faint">{t("noEvents")}</p>;
  return (
    <ol className="flex flex-col gap-2">
      {events.map((event) => (
        <li key={event.metadata.uid} className="grid grid-cols-[auto_1fr] gap-x-3">
          <span className="font-mono text-[12px] text-faint">
            {age(event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime, now)}
          </span>
          <span>
            <b className={event.type === "Warning" ? "text-failing" : ""}>{event.reason}</b>
            {(event.series?.count ?? event.count ?? 1) > 1 ? ` ×${event.series?.count ?? event.count}` : ""}{" "}
            <span className="break-words text-soft">{event.message}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}

/** The object as YAML; for editing without what the server sets. */
function printYaml(object: KubeObject, forEditing = false): string {
  const { managedFields: _managed, ...metadata } = object.metadata;
  if (!forEditing) return stringify({ ...object, metadata }, { lineWidth: 0 });
  const {
    uid: _uid,
    resourceVersion: _version,
    creationTimestamp: _created,
    generation: _generation,
    ...own
  } = metadata;
  const { "kubectl.kubernetes.io/last-applied-configuration": _last, ...annotations } = own.annotations ?? {};
  const { status: _status, ...rest } = object;
  return stringify(
    { ...rest, metadata: { ...own, annotations: Object.keys(annotations).length > 0 ? annotations : undefined } },
    { lineWidth: 0 },
  );
}
