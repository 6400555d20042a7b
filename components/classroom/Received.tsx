"use client";
/** What instructors sent, to be found again: words, manifests, steps; the newest first. */
import { useTranslations } from "next-intl";
import type { Sent } from "../../server/protocol/classroom/ClassState.ts";
import { useRoomPart } from "../room/RoomContext.tsx";
import { Button } from "../ui/controls.tsx";
import { useNames } from "./useNames.ts";
import { useOpenParcel } from "./useOpenParcel.ts";

const SHOWN = 5;

export function Received({ you }: { readonly you: string }) {
  const t = useTranslations("classroom");
  const sent = useRoomPart(({ classroom }) => classroom.sent);
  const got = sent.filter(({ from }) => from !== you);
  if (got.length === 0) return null;
  return (
    <section aria-label={t("received")} className="border-t border-line p-3">
      <h3 className="text-[12px] text-soft">{t("received")}</h3>
      <ul className="mt-1 space-y-1.5">
        {got
          .slice(-SHOWN)
          .reverse()
          .map((item) => (
            <li key={item.seq}>
              <Item item={item} />
            </li>
          ))}
      </ul>
    </section>
  );
}

function Item({ item: { parcel, from } }: { readonly item: Sent }) {
  const t = useTranslations("classroom");
  const names = useNames();
  const open = useOpenParcel();
  return (
    <div className="flex items-baseline gap-2 text-[13px]">
      <span className="shrink-0 text-[12px] text-soft">{names(from)}</span>
      <span className="min-w-0 flex-1 whitespace-pre-wrap break-words">
        {parcel.kind === "hint" ? parcel.text : parcel.kind === "yaml" ? parcel.title : t("parcels.step")}
      </span>
      {parcel.kind !== "hint" && <Button onClick={() => open(parcel)}>{t("open")}</Button>}
    </div>
  );
}
