"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import type { Knocked } from "../client/rooms.ts";
import { Button, Input } from "../ui/controls.tsx";

export interface NicknameFormProps {
  readonly room: Knocked;
  /** Why the last one was refused. */
  readonly problem: string;
  readonly busy: boolean;
  onNickname(nickname: string): void;
}

/** All that is asked of whoever follows a link. */
export function NicknameForm({ room, problem, busy, onNickname }: NicknameFormProps) {
  const t = useTranslations("room");
  const door = useTranslations("door");
  const [nickname, setNickname] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onNickname(nickname);
  };
  return (
    <main className="grid min-h-dvh place-items-center p-5">
      <form onSubmit={submit} className="flex w-full max-w-80 flex-col gap-3">
        <p className="text-[13px] font-bold tracking-tight">Podroom</p>
        <h1 className="text-[20px] font-semibold wrap-anywhere">{room.name}</h1>
        <p className="text-[13px] text-soft break-keep">
          {door(`as.${room.role}`)} {room.waits ? door("waits") : t("inviteLead")}
        </p>
        <label className="flex flex-col gap-1 text-[13px] text-soft">
          {t("nickname")}
          <Input
            value={nickname}
            onChange={(event) => setNickname(event.target.value)}
            required
            maxLength={60}
            autoComplete="nickname"
            className="h-10 text-[16px]"
          />
        </label>
        <Button type="submit" look="primary" className="h-10" disabled={busy}>
          {t("enter")}
        </Button>
        <p role="alert" className="min-h-5 text-[13px] text-failing">
          {problem}
        </p>
        <a href="/privacy" className="self-start text-[12px] text-soft underline underline-offset-2 hover:text-ink">
          {door("stored")}
        </a>
      </form>
    </main>
  );
}
