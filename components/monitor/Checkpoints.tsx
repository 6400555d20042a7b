"use client";
/** Bookmarks as instructors use them: how the cluster is now gets a name, to be compared with and to go back to. */
import { GitCompare, RotateCcw, Users } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, Suspense, useState } from "react";
import type { Bookmark } from "../../server/protocol/classroom/ClassState.ts";
import { useAct } from "../classroom/useAct.ts";
import { newId } from "../client/newId.ts";
import { resetClusters } from "../client/rooms.ts";
import { useConnection, useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { useAttempt } from "../settings/useAttempt.ts";
import { RestoreDialog } from "../time/RestoreDialog.tsx";
import { useMomentText } from "../time/useMomentText.ts";
import { Button, Input } from "../ui/controls.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { lazyPart } from "../ui/lazyPart.ts";
import { SureDialog } from "../ui/SureDialog.tsx";
import { Section } from "./Section.tsx";

const CompareDialog = lazyPart(() =>
  import("../time/CompareDialog.tsx").then((part) => ({ default: part.CompareDialog })),
);

/** Newest first, so many; all of them are in the history. */
const SHOWN = 5;

interface Open {
  readonly dialog: "restore" | "forks" | "compare";
  readonly time: number;
  readonly now: number;
}

export function Checkpoints() {
  const t = useTranslations("classroom");
  const connection = useConnection();
  const bookmarks = useRoomPart(({ classroom }) => classroom.bookmarks);
  const [open, setOpen] = useState<Open>();
  const shown = bookmarks.toSorted((left, right) => right.time - left.time).slice(0, SHOWN);
  return (
    <Section title={t("checkpoints")}>
      <NameForm />
      {shown.length === 0 && <p className="mt-1 text-[12px] text-soft break-keep">{t("checkpointsNone")}</p>}
      <ul className="mt-1">
        {shown.map((bookmark) => (
          <li key={bookmark.id} className="flex items-center gap-1 text-[13px]" data-checkpoint={bookmark.label}>
            <Checkpoint
              bookmark={bookmark}
              onDo={(dialog) => setOpen({ dialog, time: bookmark.time, now: Math.round(connection.presentTime()) })}
            />
          </li>
        ))}
      </ul>
      {open && <Opened open={open} onClose={() => setOpen(undefined)} />}
    </Section>
  );
}

function NameForm() {
  const t = useTranslations("classroom");
  const act = useAct();
  const connection = useConnection();
  const [label, setLabel] = useState("");
  const set = (event: FormEvent): void => {
    event.preventDefault();
    const time = Math.round(connection.presentTime());
    void act({ type: "bookmark", id: newId(), label: label.trim(), time, seq: 0 }).then((done) => done && setLabel(""));
  };
  return (
    <form className="flex gap-2" onSubmit={set}>
      <Input
        className="min-w-0 flex-1"
        aria-label={t("checkpointName")}
        placeholder={t("checkpointName")}
        maxLength={120}
        value={label}
        onChange={(event) => setLabel(event.target.value)}
      />
      <Button type="submit" disabled={label.trim() === ""}>
        {t("checkpointSet")}
      </Button>
    </form>
  );
}

function Checkpoint({
  bookmark: { label, time },
  onDo,
}: {
  readonly bookmark: Bookmark;
  onDo(dialog: Open["dialog"]): void;
}) {
  const t = useTranslations("classroom");
  const momentText = useMomentText();
  const { roomId } = useRoomView();
  const forks = useRoomPart(({ room }) => room?.mode === "cluster-each");
  return (
    <>
      <a
        href={`/room/${roomId}?t=${time}&history=1`}
        className="flex min-w-0 flex-1 items-baseline gap-2 rounded hover:text-accent"
        title={label}
      >
        <span className="shrink-0 font-mono text-[12px] text-soft">{momentText(time)}</span>
        <span className="min-w-0 truncate">{label}</span>
      </a>
      <IconButton icon={GitCompare} label={`${t("compareHere")}: ${label}`} onClick={() => onDo("compare")} />
      {forks && <IconButton icon={Users} label={`${t("forksHere")}: ${label}`} onClick={() => onDo("forks")} />}
      <IconButton icon={RotateCcw} label={`${t("restoreHere")}: ${label}`} onClick={() => onDo("restore")} />
    </>
  );
}

function Opened({ open: { dialog, time, now }, onClose }: { readonly open: Open; onClose(): void }) {
  const t = useTranslations("classroom");
  const settings = useTranslations("settings");
  const { roomId } = useRoomView();
  const attempt = useAttempt();
  const momentText = useMomentText();
  switch (dialog) {
    case "restore":
      return <RestoreDialog time={time} onClose={onClose} />;
    case "compare":
      return (
        <Suspense fallback={null}>
          <CompareDialog shown={time} begin={time} now={now} onClose={onClose} />
        </Suspense>
      );
    case "forks":
      return (
        <SureDialog
          title={t("forksSure", { time: momentText(time) })}
          action={t("forksHere")}
          run={() => attempt(() => resetClusters(roomId, "all", time), settings("resetDone"))}
          onClose={onClose}
        />
      );
  }
}
