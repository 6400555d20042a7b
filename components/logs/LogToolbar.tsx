"use client";
/** What can be done with the lines: found, filtered, followed, shown otherwise, cleared, saved. */
import {
  ArrowDownToLine,
  ChevronDown,
  ChevronUp,
  Download,
  Filter,
  History,
  Settings2,
  Trash2,
  WrapText,
} from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useRoomView } from "../room/RoomContext.tsx";
import { Input, Select } from "../ui/controls.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { Popover } from "../ui/Popover.tsx";
import { changeLogSettings, TAILS, TIMES, useLogSettings } from "./settings.ts";
import { IconTrigger } from "../ui/IconTrigger.tsx";

export interface LogToolbarProps {
  /** What chooses the sources. */
  readonly chooser: ReactNode;
  /** Lines that hold what is searched, and which of them one is at, from 0; -1 for none yet. */
  readonly found: number;
  readonly at: number;
  readonly following: boolean;
  readonly hasLines: boolean;
  onStep(by: 1 | -1): void;
  onFollow(following: boolean): void;
  onClear(): void;
  onSave(): void;
}

export function LogToolbar(props: LogToolbarProps) {
  const t = useTranslations("logs");
  const { view, setView } = useRoomView();
  const { wrap } = useLogSettings();
  const { chooser, found, following, hasLines } = props;
  return (
    <div
      role="toolbar"
      aria-label={t("of")}
      className="flex shrink-0 flex-wrap items-center gap-1 border-b border-line px-2 py-1"
    >
      {chooser}
      <div role="search" className="flex min-w-0 items-center gap-0.5 max-sm:order-last max-sm:w-full">
        <Input
          type="search"
          aria-label={t("search")}
          placeholder={t("search")}
          value={view.find}
          spellCheck={false}
          className="w-44 min-w-0 max-sm:flex-1"
          onChange={(event) => setView({ find: event.target.value })}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === "Enter") props.onStep(event.shiftKey ? -1 : 1);
            if (event.key === "Escape") setView({ find: "" });
          }}
        />
        {view.find !== "" && (
          <span
            role="status"
            className="px-1 text-[12px] whitespace-nowrap text-soft tabular-nums"
            data-testid="log-found"
          >
            {found === 0
              ? t("foundNone")
              : props.at < 0
                ? t("foundCount", { count: found })
                : t("found", { at: props.at + 1, count: found })}
          </span>
        )}
        <IconButton icon={ChevronUp} label={t("before")} disabled={found === 0} onClick={() => props.onStep(-1)} />
        <IconButton icon={ChevronDown} label={t("next")} disabled={found === 0} onClick={() => props.onStep(1)} />
        <IconButton icon={Filter} label={t("only")} on={view.only} onClick={() => setView({ only: !view.only })} />
      </div>
      <div className="ml-auto flex items-center">
        <IconButton
          icon={ArrowDownToLine}
          label={t("follow")}
          on={following}
          onClick={() => props.onFollow(!following)}
        />
        <IconButton
          icon={History}
          label={t("previous")}
          on={view.previous}
          onClick={() => setView({ previous: !view.previous })}
        />
        <IconButton icon={WrapText} label={t("wrap")} on={wrap} onClick={() => changeLogSettings({ wrap: !wrap })} />
        <HowShown />
        <IconButton icon={Trash2} label={t("clear")} disabled={!hasLines} onClick={props.onClear} />
        <IconButton icon={Download} label={t("save")} disabled={!hasLines} onClick={props.onSave} />
      </div>
    </div>
  );
}

function HowShown() {
  const t = useTranslations("logs");
  const { times, tail } = useLogSettings();
  return (
    <Popover label={t("view")} trigger={<IconTrigger icon={Settings2} label={t("view")} />}>
      <div className="flex flex-col gap-2">
        <label className="flex items-center justify-between gap-3">
          {t("times")}
          <Select
            value={times}
            onChange={(event) => changeLogSettings({ times: event.target.value as (typeof TIMES)[number] })}
          >
            {TIMES.map((option) => (
              <option key={option} value={option}>
                {t(`time.${option}`)}
              </option>
            ))}
          </Select>
        </label>
        <label className="flex items-center justify-between gap-3">
          {t("tail")}
          <Select
            value={tail}
            onChange={(event) => changeLogSettings({ tail: Number(event.target.value) as (typeof TAILS)[number] })}
          >
            {TAILS.map((option) => (
              <option key={option} value={option}>
                {t("tailLines", { count: option })}
              </option>
            ))}
          </Select>
        </label>
      </div>
    </Popover>
  );
}
