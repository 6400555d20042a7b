"use client";
/** The first page: a cluster at once, a classroom, or a room one was invited to. */
import { useEffect, useState } from "react";
import { assignPlan } from "../client/lessons.ts";
import { createRoom, type NewRoomRequest, recentRooms, problemText } from "../client/rooms.ts";
import { landing as en } from "../i18n/en/landing.ts";
import { landing as ko } from "../i18n/ko/landing.ts";
import { usePlainTexts } from "../i18n/usePlainTexts.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { PreferenceButtons } from "../i18n/PreferenceButtons.tsx";
import { goToMade } from "../room/madeRoom.ts";
import { Button } from "../ui/controls.tsx";
import { CreateClassroom, type NewClassroom } from "./CreateClassroom.tsx";
import { JoinForm } from "./JoinForm.tsx";
import { OpenFile } from "./OpenFile.tsx";
import { Problem } from "./Problem.tsx";

type Recent = Awaited<ReturnType<typeof recentRooms>>["rooms"];

export function Landing() {
  const t = usePlainTexts<typeof en>({ en, ko });
  const { locale } = usePreferences();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<{ readonly where: "try" | "create"; readonly text: string }>();
  const [recent, setRecent] = useState<Recent>([]);

  useEffect(() => {
    recentRooms().then(
      ({ rooms }) => setRecent(rooms),
      () => setRecent([]),
    );
  }, []);

  /** Makes a room, prepares it where it is a classroom's, and goes there. */
  const open = async (where: "try" | "create", request: NewRoomRequest, prepare?: (id: string) => Promise<unknown>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await goToMade(createRoom(request), { prepare });
    } catch (error) {
      setProblem({ where, text: problemText(error, locale) });
      setBusy(false);
    }
  };
  const create = ({ name, mode, lesson }: NewClassroom): Promise<void> =>
    open(
      "create",
      { name, mode, template: "course" },
      lesson && ((id) => assignPlan(id, { title: "", lessons: [lesson] })),
    );

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
              onClick={() => void open("try", { template: "course" })}
            >
              {busy ? t.opening : t.tryNow}
            </Button>
            <span className="text-[13px] text-faint">{t.tryHint}</span>
          </div>
          <div className="mt-4 min-h-5">
            <Problem text={problem?.where === "try" ? problem.text : ""} />
          </div>
        </div>
        <div className="flex flex-col gap-6 border-line md:border-l md:pl-10">
          <CreateClassroom
            busy={busy}
            problem={problem?.where === "create" ? problem.text : ""}
            onCreate={(classroom) => void create(classroom)}
          />
          <JoinForm />
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
      <footer className="flex flex-wrap items-start gap-x-6 gap-y-1 pb-2 text-[12px]">
        <a href="/privacy" className="text-soft underline underline-offset-2 hover:text-ink">
          {t.privacy}
        </a>
        <OpenFile />
      </footer>
    </main>
  );
}
