"use client";
/** What one does with the moment that is shown: a bookmark, a link, a room from here, the cluster put back to it. */
import { Bookmark, GitCompare, GitFork, Link2, MoreHorizontal, RotateCcw } from "lucide-react";
import { useTranslations } from "next-intl";
import { Suspense, useState } from "react";
import { useAct } from "../classroom/useAct.ts";
import { useConnection, useRoomPart } from "../room/RoomContext.tsx";
import { Button, Input } from "../ui/controls.tsx";
import { Modal } from "../ui/Dialog.tsx";
import { lazyPart } from "../ui/lazyPart.ts";
import { Menu } from "../ui/Menu.tsx";
import { useFork } from "./useFork.ts";
import { RestoreDialog } from "./RestoreDialog.tsx";
import { useMomentText } from "./useMomentText.ts";
import { IconTrigger } from "../ui/IconTrigger.tsx";
import { useCopy } from "../ui/useCopy.ts";
import { newId } from "../client/newId.ts";

const CompareDialog = lazyPart(() => import("./CompareDialog.tsx").then((part) => ({ default: part.CompareDialog })));

export interface MomentMenuProps {
  /** Cluster time, ms; undefined for now. */
  readonly time: number | undefined;
  /** The last command before it. */
  readonly seq: number;
  /** When the room began, cluster ms. */
  readonly begin: number;
}

/** What is done with a moment in a dialog; `now` is when it was opened. */
interface Open {
  readonly dialog: "bookmark" | "restore" | "compare";
  readonly time: number;
  readonly now: number;
}

export function MomentMenu({ time, seq, begin }: MomentMenuProps) {
  const t = useTranslations("time");
  const copy = useCopy();
  const connection = useConnection();
  const role = useRoomPart(({ you }) => you?.role);
  const fork = useFork();
  const [open, setOpen] = useState<Open>();
  const at = (): number => Math.round(time ?? connection.presentTime());
  const copyLink = (): void => {
    const url = new URL(location.href);
    url.searchParams.set("t", String(at()));
    url.searchParams.set("history", "1");
    copy(url.href, t("linkCopied"));
  };
  const close = (): void => setOpen(undefined);
  const show = (dialog: Open["dialog"]): void =>
    setOpen({ dialog, time: at(), now: Math.round(connection.presentTime()) });
  return (
    <>
      <Menu
        items={[
          ...(role === "viewer"
            ? []
            : [
                {
                  id: "bookmark",
                  label: t("bookmark"),
                  icon: Bookmark,
                  run: () => show("bookmark"),
                },
              ]),
          { id: "link", label: t("link"), icon: Link2, run: copyLink },
          {
            id: "compare",
            label: t("compare"),
            icon: GitCompare,
            run: () => show("compare"),
          },
          { id: "fork", label: fork.label, icon: GitFork, apart: true, run: () => fork.run(time) },
          ...(role === "instructor" && time !== undefined
            ? [
                {
                  id: "restore",
                  label: t("restore"),
                  icon: RotateCcw,
                  danger: true,
                  run: () => show("restore"),
                },
              ]
            : []),
        ]}
      >
        <IconTrigger icon={MoreHorizontal} label={t("actions")} />
      </Menu>
      {open?.dialog === "bookmark" && <BookmarkDialog time={open.time} seq={seq} onClose={close} />}
      {open?.dialog === "compare" && (
        <Suspense fallback={null}>
          <CompareDialog
            shown={time === undefined ? undefined : open.time}
            begin={begin}
            now={open.now}
            onClose={close}
          />
        </Suspense>
      )}
      {open?.dialog === "restore" && <RestoreDialog time={open.time} onClose={close} />}
    </>
  );
}

function BookmarkDialog({ time, seq, onClose }: { readonly time: number; readonly seq: number; onClose(): void }) {
  const t = useTranslations("time");
  const act = useAct();
  const momentText = useMomentText();
  const [label, setLabel] = useState("");
  return (
    <Modal open onOpenChange={onClose} title={t("bookmark")} lead={momentText(time)}>
      <form
        className="flex gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          const id = newId();
          void act({ type: "bookmark", id, label: label.trim(), time, seq }).then((done) => done && onClose());
        }}
      >
        <Input
          required
          className="min-w-0 flex-1"
          aria-label={t("bookmarkName")}
          placeholder={t("bookmarkName")}
          maxLength={120}
          value={label}
          onChange={(event) => setLabel(event.target.value)}
        />
        <Button type="submit" look="primary" disabled={label.trim() === ""}>
          {t("save")}
        </Button>
      </form>
    </Modal>
  );
}
