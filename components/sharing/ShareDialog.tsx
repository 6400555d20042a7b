"use client";
/** Taking something along: a namespace as YAML, a link that opens it in a new room, a room like this one. */
import { Copy, Download, Link2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { stringify } from "yaml";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { useConnection, useObjects, useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { useWholes } from "../room/whole/useWhole.ts";
import { WholeNotice } from "../room/whole/WholeNotice.tsx";
import { saveFile } from "../room/saveFile.ts";
import { roomFile } from "../client/rooms.ts";
import { Button, Select } from "../ui/controls.tsx";
import { SharingTexts } from "../i18n/SharingTexts.tsx";
import { YamlLines } from "../ui/YamlLines.tsx";
import { FileLink } from "../ui/FileLink.tsx";
import { Modal } from "../ui/Dialog.tsx";
import { EmbedPart } from "./EmbedPart.tsx";
import { asWritten, ownObjects } from "./exportManifest.ts";
import { ForkLink } from "./ForkLink.tsx";
import { forkLink, manifestLink } from "./newRoomLink.ts";
import { useCopy } from "../ui/useCopy.ts";

export function ShareDialog({ onClose }: { onClose(): void }) {
  return (
    <SharingTexts>
      <Dialog onClose={onClose} />
    </SharingTexts>
  );
}

function Dialog({ onClose }: { onClose(): void }) {
  const teaches = useRoomPart(({ you }) => you?.role === "instructor");
  const t = useTranslations("sharing");
  return (
    <Modal open onOpenChange={(open) => !open && onClose()} title={t("title")} place="wide">
      <div className="flex flex-col gap-5 text-[13px]">
        <View />
        <Export />
        {teaches && <Fork />}
        {teaches && <ForkLink />}
        {teaches && <WholeRoom />}
        <EmbedPart />
      </div>
    </Modal>
  );
}

const HEAD = "text-[13px] font-semibold";
const HINT = "text-[12px] text-soft break-keep";

function View() {
  const t = useTranslations("sharing");
  const copy = useCopy();
  return (
    <section className="flex flex-wrap items-center justify-between gap-2">
      <div className="min-w-0 flex-1">
        <h3 className={HEAD}>{t("view")}</h3>
        <p className={HINT}>{t("viewHint")}</p>
      </div>
      <Button onClick={() => copy(location.href, t("copied"))}>
        <Link2 size={14} aria-hidden />
        {t("copyLink")}
      </Button>
    </section>
  );
}

function Export() {
  const t = useTranslations("sharing");
  const { namespace: shown } = useRoomView();
  const copy = useCopy();
  const namespaces = useObjects<KubeObject>("namespaces", true);
  const tables = useRoomPart(({ cluster }) => cluster.tables);
  const [chosen, setChosen] = useState<string>();
  const namespace = chosen ?? (shown || "default");
  const { objects, waits } = useWholes(useMemo(() => ownObjects(tables, namespace), [tables, namespace]));
  const yaml = useMemo(
    () => (objects ?? []).map((object) => stringify(asWritten(object), { lineWidth: 0 })).join("---\n"),
    [objects],
  );
  const save = (): void => saveFile(`${namespace}.yaml`, new Blob([yaml], { type: "application/yaml" }));
  const empty = yaml === "";
  return (
    <section className="border-t border-line pt-4">
      <h3 className={HEAD}>{t("export")}</h3>
      <p className={HINT}>{t("exportHint")}</p>
      <div className="mt-2 flex flex-wrap items-center gap-2">
        <Select
          aria-label={t("namespace")}
          value={namespace}
          onChange={(event) => setChosen(event.target.value)}
          className="max-w-56 font-mono"
        >
          {namespaces.map(({ metadata: { uid, name } }) => (
            <option key={uid}>{name}</option>
          ))}
        </Select>
        <Button onClick={save} disabled={empty}>
          <Download size={14} aria-hidden />
          {t("download")}
        </Button>
        <Button onClick={() => copy(yaml, t("copiedYaml"))} disabled={empty}>
          <Copy size={14} aria-hidden />
          {t("copyYaml")}
        </Button>
        <Button onClick={() => copy(manifestLink(location.origin, yaml), t("copied"))} disabled={empty}>
          <Link2 size={14} aria-hidden />
          {t("manifestLink")}
        </Button>
      </div>
      {waits ? (
        <div className="mt-2">
          <WholeNotice waits={waits} />
        </div>
      ) : (
        <pre
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls: the keyboard has to reach it
          tabIndex={0}
          role="region"
          aria-label={t("export")}
          data-testid="exported"
          className="mt-2 max-h-56 overflow-auto rounded-control border border-line bg-panel p-2 font-mono text-[12px]"
        >
          {empty ? t("empty") : <YamlLines text={yaml} />}
        </pre>
      )}
    </section>
  );
}

function WholeRoom() {
  const t = useTranslations("sharing");
  const { roomId } = useRoomView();
  return (
    <section className="flex flex-wrap items-center justify-between gap-2 border-t border-line pt-4">
      <div className="min-w-0 flex-1">
        <h3 className={HEAD}>{t("whole")}</h3>
        <p className={HINT}>{t("wholeHint")}</p>
      </div>
      <FileLink href={roomFile(roomId)}>
        <Download size={14} aria-hidden />
        {t("download")}
      </FileLink>
    </section>
  );
}

function Fork() {
  const t = useTranslations("sharing");
  const copy = useCopy();
  const connection = useConnection();
  const past = useRoomPart((room) => room.past);
  return (
    <section className="flex flex-wrap items-center justify-between gap-2 border-t border-line pt-4">
      <div className="min-w-0 flex-1">
        <h3 className={HEAD}>{t("fork")}</h3>
        <p className={HINT}>{t(past ? "forkThenHint" : "forkHint")}</p>
      </div>
      <Button onClick={() => copy(forkLink(location.origin, connection.roomId, past?.time), t("copied"))}>
        <Link2 size={14} aria-hidden />
        {t("forkLink")}
      </Button>
    </section>
  );
}
