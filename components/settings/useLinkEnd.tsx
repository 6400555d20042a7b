"use client";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { toast } from "sonner";
import type { LinkKind, LinkView } from "../../server/protocol/messages.ts";
import { type LinkEnd, limitLink } from "../client/rooms.ts";
import { useRoomView } from "../room/RoomContext.tsx";
import { LinkEndFields } from "./LinkEndFields.tsx";
import { endOf, fieldsOf } from "./linkEnd.ts";
import { useAttempt } from "./useAttempt.ts";

export interface LinkEndOf {
  readonly kind: LinkKind;
  /** Undefined: there is none. */
  readonly view: LinkView | undefined;
  /** The server's clock, ms. */
  readonly now: number;
  onChange(): void;
}

/** A link's end and number: what the fields say for a new one (undefined, and told, when that is unclear), and the fields. */
export function useLinkEnd({ kind, view, now, onChange }: LinkEndOf): readonly [() => LinkEnd | undefined, ReactNode] {
  const t = useTranslations("settings");
  const { roomId } = useRoomView();
  const attempt = useAttempt();
  const [fields, setFields] = useState(() => fieldsOf(view, now));
  const wanted = (): LinkEnd | undefined => {
    const end = endOf(fields, view);
    if (!end) toast.error(t("ends.unclear"));
    return end;
  };
  const limit = async (): Promise<void> => {
    const end = wanted();
    if (!end) return;
    await attempt(() => limitLink(roomId, kind, end), t("saved"));
    onChange();
  };
  return [
    wanted,
    <LinkEndFields
      key="end"
      fields={fields}
      hasEnd={view?.expiresAt !== undefined && view.expiresAt > now}
      onFields={setFields}
      onSet={view && (() => void limit())}
    />,
  ];
}
