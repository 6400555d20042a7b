"use client";
/** What stands over the map: filter, owners, legend; nearer, farther, all. */
import { CircleHelp, ImageDown, ListFilter, Maximize, Minus, Network, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { Pod } from "../../server/protocol/kubernetes/index.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useCommands } from "../room/CommandContext.tsx";
import { personColour } from "../room/personColours.ts";
import { useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { Popover } from "../ui/Popover.tsx";
import { Legend } from "./Legend.tsx";
import { PictureChoices, usePictureCommands } from "./picture/PictureChoices.tsx";
import type { Pictures } from "./picture/usePictures.ts";
import type { CameraControls } from "./useCamera.ts";
import { IconTrigger } from "../ui/IconTrigger.tsx";

const SHOWN = 24;

export interface MapToolsProps {
  readonly camera: CameraControls;
  readonly pods: readonly Pod[];
  readonly pictures: Pictures;
}

export function MapTools({ camera, pods, pictures }: MapToolsProps) {
  const t = useTranslations("map");
  const { view, setView } = useRoomView();
  const toggleOwners = (): void => setView({ owners: !view.owners });
  useCommands([
    { id: "map-fit", group: "view", title: t("fit"), keys: "0", run: camera.fit },
    { id: "map-nearer", group: "view", title: t("zoomIn"), keys: "+", run: () => camera.zoom(1.25) },
    { id: "map-farther", group: "view", title: t("zoomOut"), keys: "-", run: () => camera.zoom(0.8) },
    { id: "map-owners", group: "view", title: t("owners"), keys: "o", run: toggleOwners },
  ]);
  usePictureCommands(pictures);
  const box = "flex items-center rounded-panel border border-line bg-raised/95 p-0.5 shadow-sm";
  return (
    <div data-overlay className="pointer-events-none absolute inset-x-3 bottom-3 z-40 flex items-end justify-between">
      <div className={`pointer-events-auto ${box}`}>
        <Popover
          label={t("filter")}
          align="start"
          trigger={
            <IconTrigger icon={ListFilter} label={t("filter")} active={view.labels.length > 0 || view.person !== ""} />
          }
        >
          <FilterChoices pods={pods} />
        </Popover>
        <IconButton icon={Network} label={t("owners")} keys="o" on={view.owners} side="top" onClick={toggleOwners} />
        <Popover label={t("legend")} align="start" trigger={<IconTrigger icon={CircleHelp} label={t("legend")} />}>
          <Legend />
        </Popover>
        <Popover label={t("picture")} align="start" trigger={<IconTrigger icon={ImageDown} label={t("picture")} />}>
          <PictureChoices pictures={pictures} />
        </Popover>
      </div>
      <div className={`pointer-events-auto ${box}`}>
        <IconButton icon={Minus} label={t("zoomOut")} keys="-" side="top" onClick={() => camera.zoom(0.8)} />
        <span className="w-11 text-center font-mono text-[12px] text-soft tabular-nums max-sm:hidden" aria-hidden>
          {Math.round(camera.camera.scale * 100)}%
        </span>
        <IconButton icon={Plus} label={t("zoomIn")} keys="+" side="top" onClick={() => camera.zoom(1.25)} />
        <IconButton icon={Maximize} label={t("fit")} keys="0" side="top" onClick={camera.fit} />
      </div>
    </div>
  );
}

function FilterChoices({ pods }: { readonly pods: readonly Pod[] }) {
  const t = useTranslations("map");
  const { theme } = usePreferences();
  const { view, setView } = useRoomView();
  const people = useRoomPart((room) => room.people);
  const labels = useMemo(() => {
    const counts = new Map<string, number>();
    for (const { metadata } of pods)
      for (const [key, value] of Object.entries(metadata.labels ?? {})) {
        const label = `${key}=${value}`;
        counts.set(label, (counts.get(label) ?? 0) + 1);
      }
    return [...counts].sort((left, right) => right[1] - left[1] || left[0].localeCompare(right[0])).slice(0, SHOWN);
  }, [pods]);
  const toggle = (label: string): void =>
    setView({
      labels: view.labels.includes(label) ? view.labels.filter((other) => other !== label) : [...view.labels, label],
    });
  return (
    <div className="flex max-h-80 flex-col gap-3 overflow-auto">
      <section>
        <h3 className="mb-1.5 text-[12px] text-soft">{t("labelFilter")}</h3>
        {labels.length === 0 && <p className="text-soft">{t("noLabels")}</p>}
        <ul className="flex flex-wrap gap-1">
          {labels.map(([label, count]) => {
            const on = view.labels.includes(label);
            return (
              <li key={label}>
                <button
                  type="button"
                  aria-pressed={on}
                  onClick={() => toggle(label)}
                  className={`rounded px-1.5 py-0.5 font-mono text-[12px] break-all ${on ? "bg-accent text-accent-ink" : "bg-accent-soft hover:bg-line"}`}
                >
                  {label} {count}
                </button>
              </li>
            );
          })}
        </ul>
      </section>
      <section>
        <h3 className="mb-1.5 text-[12px] text-soft">{t("personFilter")}</h3>
        <ul className="flex flex-wrap gap-1">
          {[...people.values()].map(({ id, nickname, colour }) => (
            <li key={id}>
              <button
                type="button"
                aria-pressed={view.person === id}
                onClick={() => setView({ person: view.person === id ? "" : id })}
                className={`flex items-center gap-1.5 rounded px-1.5 py-0.5 ${view.person === id ? "bg-accent text-accent-ink" : "bg-accent-soft hover:bg-line"}`}
              >
                <span aria-hidden className="size-2 rounded-full" style={{ background: personColour(colour, theme) }} />
                {nickname}
              </button>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
