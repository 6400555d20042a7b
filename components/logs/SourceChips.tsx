"use client";
/** The sources, each with its colour, its name and how it stands; a source's menu hides it, opens its pod, enters it. */
import { useTranslations } from "next-intl";
import { Eye, EyeOff, Focus, Box, SquareTerminal } from "lucide-react";
import { useState } from "react";
import type { Pod } from "../../server/protocol/kubernetes/index.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { personColour } from "../room/personColours.ts";
import { useFrame } from "../room/frame/FrameContext.tsx";
import { changePanels, usePanels } from "../room/frame/panels.ts";
import { useRoomView } from "../room/RoomContext.tsx";
import { ExecDialog } from "../terminal/ExecDialog.tsx";
import { Menu, type MenuItem } from "../ui/Menu.tsx";
import type { LogOrigin } from "./lines.ts";
import type { ShownSource } from "./LogSession.ts";

const GLYPHS = { follows: "●", waits: "○", ended: "■" };

export interface SourceChipsProps {
  readonly sources: readonly ShownSource[];
  readonly pods: readonly Pod[];
  /** Keys of sources whose lines are not shown. */
  readonly hidden: ReadonlySet<string>;
  onHide(hidden: ReadonlySet<string>): void;
}

export function SourceChips({ sources, pods, hidden, onHide }: SourceChipsProps) {
  const t = useTranslations("logs");
  const { locale, theme } = usePreferences();
  const { setView } = useRoomView();
  const { viewport } = useFrame();
  const panels = usePanels();
  const [entering, setEntering] = useState<{ readonly pod: Pod; readonly container: string } | undefined>();
  const menu = ({ key, namespace, pod, container }: LogOrigin): readonly MenuItem[] => {
    const off = hidden.has(key);
    const others = sources.filter(({ origin }) => origin.key !== key).map(({ origin }) => origin.key);
    const found = pods.find(({ metadata }) => key === `${metadata.uid}/${container}`);
    return [
      {
        id: "hide",
        label: t(off ? "unhide" : "hide"),
        icon: off ? Eye : EyeOff,
        run: () => onHide(off ? new Set([...hidden].filter((one) => one !== key)) : new Set([...hidden, key])),
      },
      ...(others.length > 0
        ? [{ id: "alone", label: t("alone"), icon: Focus, run: () => onHide(new Set(others)) }]
        : []),
      ...(hidden.size > 0 ? [{ id: "all", label: t("showAll"), icon: Eye, run: () => onHide(new Set()) }] : []),
      {
        id: "open",
        label: t("open"),
        icon: Box,
        apart: true,
        run: () => {
          changePanels({ inspector: { ...panels.inspector, open: true } });
          setView({ selection: { resource: "pods", namespace, name: pod } });
        },
      },
      ...(found && viewport !== "phone"
        ? [
            {
              id: "exec",
              label: t("exec"),
              icon: SquareTerminal,
              run: () => setEntering({ pod: found, container }),
            },
          ]
        : []),
    ];
  };
  return (
    <>
      <ul
        aria-label={t("sources")}
        className="flex max-h-[84px] shrink-0 flex-wrap gap-x-1 gap-y-0.5 overflow-y-auto border-b border-line px-2 py-1 text-[12px]"
      >
        {sources.map(({ origin, phase, said }) => {
          const off = hidden.has(origin.key);
          const words = typeof said === "string" ? said : said[locale];
          return (
            <li key={origin.key} data-source={`${origin.pod}/${origin.container}`} data-phase={phase}>
              <Menu items={menu(origin)} align="start">
                <button
                  type="button"
                  className={`max-w-full space-x-1.5 rounded-control px-1.5 py-0.5 text-left hover:bg-line/50 ${phase === "ended" || off ? "text-soft" : ""}`}
                >
                  <span aria-hidden style={{ color: personColour(origin.colour, theme) }}>
                    {GLYPHS[phase]}
                  </span>
                  <span className={`font-mono break-all ${off ? "line-through" : ""}`}>
                    {origin.pod}/{origin.container}
                  </span>
                  <span className={phase === "follows" && !off ? "sr-only" : "text-soft"}>
                    {off ? t("hidden") : t(`phase.${phase}`)}
                  </span>
                  {words !== "" && <span className="break-words text-failing">{words}</span>}
                </button>
              </Menu>
            </li>
          );
        })}
      </ul>
      {entering && <ExecDialog {...entering} onClose={() => setEntering(undefined)} />}
    </>
  );
}
