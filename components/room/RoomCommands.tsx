"use client";
/** The commands of the frame itself, the palette and the sheet of shortcuts. */
import { useTranslations } from "next-intl";
import { Suspense, useEffect, useRef, useState } from "react";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { openFidelity } from "../fidelity/openFidelity.ts";
import { useCommands } from "./CommandContext.tsx";
import type { Command } from "./commands.ts";
import { useDo } from "./doing/DoingContext.tsx";
import { downloadKubeconfig } from "./downloadKubeconfig.ts";
import { useFrame } from "./frame/FrameContext.tsx";
import { usePanels } from "./frame/panels.ts";
import { PARTS } from "./frame/parts.tsx";
import { useConnection, useObjects, useRoomPart, useRoomView } from "./RoomContext.tsx";
import { printView } from "./view.ts";
import { lazyPart } from "../ui/lazyPart.ts";
import { useCopy } from "../ui/useCopy.ts";

const CommandPalette = lazyPart(() =>
  import("./CommandPalette.tsx").then((part) => ({ default: part.CommandPalette })),
);
const ShortcutsSheet = lazyPart(() =>
  import("./ShortcutsSheet.tsx").then((part) => ({ default: part.ShortcutsSheet })),
);

/** `g` and then this letter goes to the part. */
const LETTERS: { readonly [id: string]: string } = {
  map: "m",
  tables: "t",
  editor: "y",
  feed: "a",
  terminal: "k",
  logs: "l",
};

export function openPalette(): void {
  dispatchEvent(new CustomEvent("podroom:palette"));
}

export function RoomCommands() {
  const t = useTranslations("frame");
  const fidelity = useTranslations("fidelity");
  const { locale, setLocale, theme, setTheme } = usePreferences();
  const { roomId, view, setView, selection, select, setNamespace } = useRoomView();
  const { toggle, openDock, viewport } = useFrame();
  const act = useDo();
  const connection = useConnection();
  const namespaces = useObjects<KubeObject>("namespaces", true);
  const you = useRoomPart((room) => room.you);
  const clock = useRoomPart((room) => room.clock);
  const [open, setOpen] = useState<"palette" | "shortcuts" | undefined>();
  const mode = useRoomPart(({ room }) => room?.mode);
  const panels = usePanels();
  const copy = useCopy();
  const all = useTranslations("room")("allNamespaces");

  /** A link to what is seen now: what this browser remembers by itself is said, and the reader's language is theirs. */
  const linkTo = (): string => {
    const dock = view.dock === "" && panels.dock.open && viewport !== "phone" ? panels.dockTab : view.dock;
    const query = new URLSearchParams(location.search);
    for (const own of ["lang", "theme"]) query.delete(own);
    const printed = printView({ ...view, dock }, String(query), mode === "namespace-each" ? ["namespace"] : []);
    return `${location.origin}${location.pathname}${printed}`;
  };
  const parts = PARTS.filter(({ role }) => role === undefined || role === you?.role);
  const commands: Command[] = [
    { id: "palette", group: "view", title: t("palette"), keys: "mod+k", run: () => setOpen("palette") },
    { id: "shortcuts", group: "view", title: t("shortcuts"), keys: "?", run: () => setOpen("shortcuts") },
    ...parts
      .filter(({ place }) => place !== "phone")
      .map(({ id, place }): Command => {
        const letter = LETTERS[id];
        return {
          id: `go-${id}`,
          group: "go",
          title: t("goTo", { part: t(`parts.${id}`) }),
          ...(letter ? { keys: `g ${letter}` } : {}),
          run() {
            if (place === "dock" || viewport === "phone") openDock(id);
            else if (place === "left") toggle("left");
            else setView({ main: id });
          },
        };
      }),
    { id: "undo", group: "do", title: t("undo"), keys: "u", words: "undo", run: () => act.undo() },
    ...(selection
      ? [
          {
            id: "close",
            group: "view" as const,
            title: t("closeSelection"),
            keys: "Escape",
            run: () => select(undefined),
          },
        ]
      : []),
    {
      id: "inspector",
      group: "view",
      title: t("toggle", { panel: t("inspector") }),
      keys: "i",
      run: () => toggle("inspector"),
    },
    { id: "dock", group: "view", title: t("toggle", { panel: t("dock") }), keys: "d", run: () => toggle("dock") },
    ...(parts.some(({ place }) => place === "left")
      ? [
          {
            id: "left",
            group: "view" as const,
            title: t("toggle", { panel: t("left") }),
            keys: "l",
            run: () => toggle("left"),
          },
        ]
      : []),
    {
      id: "namespace",
      group: "view",
      title: t("chooseNamespace"),
      keys: "n",
      run: () => document.querySelector<HTMLElement>("[data-testid=namespace]")?.focus(),
    },
    ...["", ...namespaces.map(({ metadata }) => metadata.name)]
      .filter((name) => name !== view.namespace)
      .map((name) => ({
        id: `namespace-${name}`,
        group: "go" as const,
        title: t("inNamespace", { namespace: name === "" ? all : name }),
        words: "namespace",
        run: () => setNamespace(name),
      })),
    {
      id: "theme",
      group: "view",
      title: t("theme"),
      words: "theme dark light",
      run: () => setTheme(theme === "dark" ? "light" : "dark"),
    },
    {
      id: "language",
      group: "view",
      title: t("language"),
      words: "language korean english 한국어 언어",
      run: () => setLocale(locale === "ko" ? "en" : "ko"),
    },
    {
      id: "fidelity",
      group: "view",
      title: fidelity("open"),
      words: "simplified absent differences kubernetes 1.36 단순화 다른 점",
      run: openFidelity,
    },
    {
      id: "copy-link",
      group: "room",
      title: t("copyLink"),
      words: "url share",
      run: () => copy(linkTo(), t("linkCopied")),
    },
    {
      id: "kubeconfig",
      group: "room",
      title: t("kubeconfig"),
      words: "kubectl download",
      run: () => void downloadKubeconfig(roomId),
    },
    { id: "print", group: "room", title: t("print"), words: "print paper pdf 인쇄", run: () => window.print() },
    ...(you?.role === "instructor" && clock
      ? [
          {
            id: "clock",
            group: "room" as const,
            title: t(clock.speed === 0 ? "resume" : "pause"),
            words: "time clock pause",
            run: () => void connection.setClock({ speed: clock.speed === 0 ? 1 : 0 }),
          },
        ]
      : []),
  ];
  useCommands(commands);
  usePaletteEvent(() => setOpen("palette"));
  const close = (): void => setOpen(undefined);
  return (
    <Suspense fallback={null}>
      {open === "palette" && <CommandPalette onClose={close} />}
      {open === "shortcuts" && <ShortcutsSheet onClose={close} />}
    </Suspense>
  );
}

/** The palette can be opened from anywhere on the screen. */
function usePaletteEvent(open: () => void): void {
  const newest = useRef(open);
  newest.current = open;
  useEffect(() => {
    const listener = (): void => newest.current();
    addEventListener("podroom:palette", listener);
    return () => removeEventListener("podroom:palette", listener);
  }, []);
}
