"use client";
/** The first page: a cluster at once, a classroom, or a room one was invited to. */
import { type FormEvent, useEffect, useState } from "react";
import { createRoom, type NewRoomRequest, RoomProblem, recentRooms } from "../client/rooms.ts";
import { landing as en } from "../i18n/en/landing.ts";
import { landing as ko } from "../i18n/ko/landing.ts";
import { usePlainTexts } from "../i18n/usePlainTexts.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { PreferenceButtons } from "../i18n/PreferenceButtons.tsx";
import { rememberLinks } from "../room/roomLinks.ts";
import { Button, Input, Select } from "../ui/controls.tsx";

type Recent = Awaited<ReturnType<typeof recentRooms>>["rooms"];

export function Landing() {
  const t = usePlainTexts<typeof en>({ en, ko });
  const { locale } = usePreferences();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const [name, setName] = useState("");
  const [mode, setMode] = useState<keyof typeof en.modes>("shared");
  const [link, setLink] = useState("");
  const [recent, setRecent] = useState<Recent>([]);

  useEffect(() => {
    recentRooms().then(
      ({ rooms }) => setRecent(rooms),
      () => setRecent([]),
    );
  }, []);

  const open = async (request: NewRoomRequest): Promise<void> => {
    setBusy(true);
    setProblem("");
    try {
      const made = await createRoom(request);
      rememberLinks(made.room.id, made.links);
      location.assign(`/room/${made.room.id}`);
    } catch (error) {
      setProblem(error instanceof RoomProblem ? error.text[locale] : String(error));
      setBusy(false);
    }
  };

  const join = (event: FormEvent): void => {
    event.preventDefault();
    const match = /\/room\/([\w-]+)(#[km]=[\w-]+)?/.exec(link);
    if (match) location.assign(`/room/${match[1]}${match[2] ?? ""}`);
    else setProblem(t.joinBad);
  };

  return (
    <main className="mx-auto flex min-h-dvh max-w-5xl flex-col px-5 py-4">
      <header className="flex items-center justify-between">
        <span className="text-[16px] font-bold tracking-tight">Podroom</span>
        <PreferenceButtons />
      </header>
      <section className="grid flex-1 items-center gap-10 py-10 md:grid-cols-[1.2fr_1fr]">
        <div>
          <h1 className="max-w-[18ch] text-[28px] font-bold leading-tight tracking-tight text-balance break-keep md:text-[40px]">
            {t.claim}
          </h1>
          <p className="mt-4 max-w-[52ch] text-[16px] text-soft break-keep">{t.lead}</p>
          <div className="mt-8 flex flex-wrap items-center gap-3">
            <Button
              look="primary"
              className="h-11 px-5 text-[16px]"
              disabled={busy}
              onClick={() => open({ template: "course" })}
            >
              {busy ? t.opening : t.tryNow}
            </Button>
            <span className="text-[13px] text-faint">{t.tryHint}</span>
          </div>
          <p role="alert" className="mt-4 min-h-5 text-[13px] text-failing">
            {problem}
          </p>
        </div>
        <div className="flex flex-col gap-6 border-line md:border-l md:pl-10">
          <form
            className="flex flex-col gap-2"
            onSubmit={(event) => {
              event.preventDefault();
              void open({ name, mode, template: "course" });
            }}
          >
            <h2 className="text-[16px] font-semibold">{t.create}</h2>
            <label className="flex flex-col gap-1 text-[12px] text-soft">
              {t.name}
              <Input
                value={name}
                onChange={(event) => setName(event.target.value)}
                placeholder={t.namePlaceholder}
                maxLength={80}
                required
              />
            </label>
            <label className="flex flex-col gap-1 text-[12px] text-soft">
              {t.mode}
              <Select value={mode} onChange={(event) => setMode(event.target.value as keyof typeof en.modes)}>
                {Object.entries(t.modes).map(([id, text]) => (
                  <option key={id} value={id}>
                    {text}
                  </option>
                ))}
              </Select>
            </label>
            <Button type="submit" disabled={busy} className="self-start">
              {t.create}
            </Button>
          </form>
          <form className="flex flex-col gap-2 border-t border-line pt-6" onSubmit={join}>
            <label className="flex flex-col gap-1 text-[12px] text-soft">
              <span className="text-[16px] font-semibold text-ink">{t.join}</span>
              <Input value={link} onChange={(event) => setLink(event.target.value)} placeholder={t.joinHint} required />
            </label>
            <Button type="submit" className="self-start">
              {t.join}
            </Button>
          </form>
          {recent.length > 0 && (
            <nav className="border-t border-line pt-6" aria-label={t.recent}>
              <h2 className="mb-1 text-[16px] font-semibold">{t.recent}</h2>
              <ul>
                {recent.slice(0, 6).map((room) => (
                  <li key={room.id}>
                    <a
                      className="flex justify-between gap-4 rounded-control py-1 text-[13px] hover:text-accent"
                      href={`/room/${room.id}`}
                    >
                      <span className="truncate">{room.name}</span>
                      <time className="shrink-0 text-faint">{new Date(room.createdAt).toLocaleDateString(locale)}</time>
                    </a>
                  </li>
                ))}
              </ul>
            </nav>
          )}
        </div>
      </section>
      <footer className="pb-2 text-[12px]">
        <a href="/privacy" className="text-soft underline underline-offset-2 hover:text-ink">
          {t.privacy}
        </a>
      </footer>
    </main>
  );
}
