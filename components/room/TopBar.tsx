"use client";
/** The top bar: where one is, what is looked at, who is here, and what concerns the whole room. */
import {
  CircleUser,
  Download,
  Keyboard,
  Languages,
  LayoutGrid,
  Link2,
  Moon,
  MoreHorizontal,
  Navigation,
  Pause,
  Play,
  Search,
  Share2,
  SlidersHorizontal,
  Sun,
  Table2,
} from "lucide-react";
import { useTranslations } from "next-intl";
import type { Namespace } from "../../server/protocol/kubernetes/index.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { WaitingButton } from "../door/WaitingButton.tsx";
import { WatchedMark } from "../live/WatchedMark.tsx";
import { openSettings } from "../settings/openSettings.ts";
import { openSharing } from "../sharing/openSharing.ts";
import { RoomClock } from "../time/RoomClock.tsx";
import { Button, Select } from "../ui/controls.tsx";
import { Keys } from "../ui/Keys.tsx";
import { Menu } from "../ui/Menu.tsx";
import { openYou } from "../you/openYou.ts";
import { useCommandRegistry } from "./CommandContext.tsx";
import { Here } from "./Here.tsx";
import { InviteButton } from "./InviteButton.tsx";
import { openPalette } from "./RoomCommands.tsx";
import { useObjects, useRoomPart, useRoomView } from "./RoomContext.tsx";

export function TopBar() {
  const t = useTranslations("room");
  const frame = useTranslations("frame");
  const room = useRoomPart((snapshot) => snapshot.room);
  const phase = useRoomPart((snapshot) => snapshot.phase);
  const { roomId } = useRoomView();
  const live = phase === "live";
  return (
    <header className="flex h-12 shrink-0 items-center gap-3 border-b border-line px-4 max-sm:gap-1 max-sm:px-3">
      <a
        href="/"
        className="flex shrink-0 items-center gap-2 text-[14px] font-bold tracking-tight"
        aria-label={frame("home")}
      >
        <Mark />
        <span className="max-md:hidden">Podroom</span>
      </a>
      <h1 className="max-w-56 min-w-0 truncate text-[14px] text-soft max-sm:sr-only" title={room?.name}>
        {room?.name ?? "Podroom"}
      </h1>
      <NamespaceSelect />
      <span className="flex-1 max-sm:hidden" />
      <button
        type="button"
        onClick={openPalette}
        className="flex h-8 w-56 items-center gap-2 rounded-control border border-line bg-raised px-2.5 text-[13px] text-soft transition-colors hover:border-line-strong max-lg:w-40 max-md:w-8 max-md:justify-center max-md:px-0 max-sm:ml-auto max-sm:border-transparent"
      >
        <Search size={14} aria-hidden />
        <span className="flex-1 text-left max-md:sr-only">{frame("search")}</span>
        <span className="max-lg:hidden" aria-hidden>
          <Keys keys="mod+k" />
        </span>
      </button>
      <RoomClock />
      <span
        className={`flex shrink-0 items-center gap-1.5 text-[12px] max-sm:hidden ${live ? "text-running" : "text-pending"}`}
        title={live ? undefined : t(phase)}
      >
        <span aria-hidden className={`size-2 ${live ? "rounded-full bg-running" : "border border-pending"}`} />
        <span className="max-lg:sr-only">{live ? t("live") : t("offline")}</span>
      </span>
      <WatchedMark />
      <WaitingButton />
      <Here />
      <InviteButton roomId={roomId} />
      <MoreMenu />
    </header>
  );
}

/** Three pods on a shelf. */
function Mark() {
  return (
    <svg aria-hidden width="20" height="20" viewBox="0 0 20 20" className="text-accent">
      <rect x="1" y="1" width="18" height="18" rx="5" fill="none" stroke="currentColor" strokeWidth="1.8" />
      <rect x="4.6" y="5" width="4.6" height="5.4" rx="1.4" fill="currentColor" />
      <rect x="10.8" y="5" width="4.6" height="5.4" rx="1.4" fill="currentColor" opacity=".55" />
      <path d="M4.6 14.2h10.8" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />
    </svg>
  );
}

function NamespaceSelect() {
  const t = useTranslations("room");
  const { namespace, setNamespace } = useRoomView();
  const namespaces = useObjects<Namespace>("namespaces", true);
  return (
    <Select
      aria-label={t("namespace")}
      data-testid="namespace"
      value={namespace}
      onChange={(event) => setNamespace(event.target.value)}
      className={`max-w-48 min-w-0 max-sm:ml-1 ${namespace === "" ? "" : "font-mono"}`}
    >
      <option value="">{t("allNamespaces")}</option>
      {!namespaces.some(({ metadata }) => metadata.name === namespace) && namespace !== "" && (
        <option value={namespace}>{namespace}</option>
      )}
      {namespaces.map(({ metadata }) => (
        <option key={metadata.uid} value={metadata.name}>
          {metadata.name}
        </option>
      ))}
    </Select>
  );
}

function MoreMenu() {
  const t = useTranslations("frame");
  const settings = useTranslations("settings");
  const live = useTranslations("live");
  const results = useTranslations("results");
  const own = useTranslations("you");
  const { roomId } = useRoomView();
  const { theme } = usePreferences();
  const registry = useCommandRegistry();
  const clock = useRoomPart((snapshot) => snapshot.clock);
  const you = useRoomPart((snapshot) => snapshot.you);
  const leads = useRoomPart(({ classroom }) => classroom.leads.some(({ by }) => by === you?.id));
  const run = (id: string) => () =>
    registry
      .all()
      .find((command) => command.id === id)
      ?.run();
  const pause = clock?.speed === 0 ? "resume" : "pause";
  return (
    <Menu
      items={[
        { id: "language", label: t("language"), icon: Languages, run: run("language") },
        { id: "theme", label: t("theme"), icon: theme === "dark" ? Sun : Moon, run: run("theme") },
        { id: "shortcuts", label: t("shortcuts"), icon: Keyboard, keys: "?", run: run("shortcuts") },
        { id: "link", label: t("copyLink"), icon: Link2, apart: true, run: run("copy-link") },
        { id: "share", label: t("share"), icon: Share2, run: openSharing },
        { id: "you", label: own("open"), icon: CircleUser, run: openYou },
        { id: "kubeconfig", label: t("kubeconfig"), icon: Download, run: run("kubeconfig") },
        ...(you?.role === "instructor"
          ? [
              {
                id: "monitor",
                label: t("monitor"),
                icon: LayoutGrid,
                apart: true,
                run: () => location.assign(`/room/${roomId}/monitor`),
              },
              {
                id: "results",
                label: results("title"),
                icon: Table2,
                run: () => location.assign(`/room/${roomId}/results`),
              },
              {
                id: "settings",
                label: settings("open"),
                icon: SlidersHorizontal,
                run: () => openSettings("room"),
              },
              {
                id: "follow-me",
                label: leads ? `${live("followMe")}: ${live("followEnd")}` : live("followMe"),
                icon: Navigation,
                run: run("follow-me"),
              },
              { id: "clock", label: t(pause), icon: clock?.speed === 0 ? Play : Pause, apart: true, run: run("clock") },
            ]
          : []),
      ]}
    >
      <Button look="quiet" aria-label={t("more")}>
        <MoreHorizontal size={16} aria-hidden />
      </Button>
    </Menu>
  );
}
