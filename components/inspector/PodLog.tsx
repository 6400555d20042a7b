"use client";
import { PanelBottomOpen } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { Pod } from "../../server/protocol/kubernetes/index.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { LogLines } from "../logs/LogLines.tsx";
import { LogSession, type LogsShown } from "../logs/LogSession.ts";
import { useLogSettings } from "../logs/settings.ts";
import { containerNames, type LogSource, sourcesOf } from "../logs/sources.ts";
import { useOpenLogs } from "../logs/useOpenLogs.ts";
import { useConnection, useRoomPart } from "../room/RoomContext.tsx";
import { Select } from "../ui/controls.tsx";
import { IconButton } from "../ui/IconButton.tsx";

const TAIL = 500;

/** A container's log, followed. */
export function PodLog({ pod }: { readonly pod: Pod }) {
  const t = useTranslations("inspector");
  const { locale } = usePreferences();
  const openLogs = useOpenLogs();
  const settings = useLogSettings();
  const containers = containerNames(pod);
  const [container, setContainer] = useState(pod.spec.containers[0]?.name ?? "");
  const [previous, setPrevious] = useState(false);
  const [following, setFollowing] = useState(true);
  const sources = useMemo(() => sourcesOf([pod], [container]), [pod, container]);
  const { lines, sources: shown } = useFollowed(sources, previous);
  const said = shown[0]?.said ?? "";
  const words = typeof said === "string" ? said : said[locale];
  const { namespace = "", name } = pod.metadata;
  return (
    <div className="flex h-full min-h-60 flex-col gap-2">
      <div className="flex items-center gap-3">
        <Select
          aria-label={t("container")}
          value={container}
          onChange={(event) => setContainer(event.target.value)}
          className="min-w-0 font-mono"
        >
          {containers.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </Select>
        <label className="flex items-center gap-1.5 text-[12px]">
          <input type="checkbox" checked={previous} onChange={(event) => setPrevious(event.target.checked)} />{" "}
          {t("previous")}
        </label>
        <IconButton
          icon={PanelBottomOpen}
          label={t("logsIn")}
          className="ml-auto"
          onClick={() => openLogs([{ resource: "pods", namespace, name }])}
        />
      </div>
      {words !== "" && <p className="break-words text-failing">{words}</p>}
      {lines.length === 0 && words === "" && <p className="text-faint">{t("noLog")}</p>}
      {lines.length > 0 && (
        <div className="-mx-4 -mb-4 flex min-h-0 flex-1 flex-col border-t border-line">
          <LogLines
            lines={lines}
            settings={{ ...settings, wrap: true, times: "off" }}
            named={0}
            following={following}
            onFollow={setFollowing}
          />
        </div>
      )}
    </div>
  );
}

function useFollowed(sources: readonly LogSource[], previous: boolean): LogsShown {
  const connection = useConnection();
  const live = useRoomPart(({ phase }) => phase === "live");
  const moment = useRoomPart(({ past }) => past?.time);
  const [session] = useState(() => new LogSession(connection));
  useEffect(() => {
    if (!live) return;
    session.follow(sources, { isThere: () => true, previous, moment, tail: TAIL }, true);
    session.resume();
  }, [session, live, sources, previous, moment]);
  useEffect(() => () => session.stop(), [session]);
  return useSyncExternalStore(session.subscribe, session.getSnapshot, session.getSnapshot);
}
