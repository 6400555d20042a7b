"use client";
/** Tells who is in the middle of a lesson that it is another than they began. */
import { PencilLine } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { Progress } from "../../server/protocol/classroom/ClassState.ts";
import { OWN_COURSE } from "../../server/protocol/lessons.ts";
import { kept } from "../client/kept.ts";
import { useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { Button } from "../ui/controls.tsx";
import type { Place } from "./place.ts";

export function EditedNotice({
  place: { course, lesson },
  progress,
}: {
  readonly place: Place;
  readonly progress: Progress | undefined;
}) {
  const t = useTranslations("lesson");
  const { roomId } = useRoomView();
  const version = useRoomPart(({ classroom }) =>
    course.id === OWN_COURSE && Object.hasOwn(classroom.given, lesson.id)
      ? classroom.given[lesson.id]?.version
      : undefined,
  );
  const key = `podroom:begun:${roomId}:${lesson.id}`;
  const [begun, setBegun] = useState(() => kept.read(key));
  const isBegun = Object.keys(progress?.steps ?? {}).some((step) => step.startsWith(`${OWN_COURSE}/${lesson.id}/`));
  const note = (): void => {
    if (version === undefined) return;
    kept.write(key, String(version));
    setBegun(String(version));
  };
  useEffect(() => {
    // Nothing was known of it: this is the version one began.
    if (begun === null && isBegun) note();
  });
  if (version === undefined || begun === null || begun === String(version)) return null;
  return (
    <div role="status" className="mb-3 flex gap-2 rounded-control bg-accent-soft p-3 text-[13px]" data-testid="edited">
      <PencilLine size={16} aria-hidden className="mt-0.5 shrink-0 text-accent" />
      <div className="min-w-0">
        <p className="break-keep">{t("edited")}</p>
        <Button className="mt-2 h-7" onClick={note}>
          {t("understood")}
        </Button>
      </div>
    </div>
  );
}
