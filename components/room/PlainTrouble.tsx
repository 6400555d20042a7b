"use client";
/** What is left to say when nothing of ours works: in both languages, since not even that is known. */
export function PlainTrouble() {
  return (
    <main className="grid min-h-dvh place-items-center p-6" data-testid="trouble" data-trouble="crash">
      <div className="flex max-w-md flex-col gap-3 text-[14px]">
        <h1 className="text-[20px] font-semibold break-keep">페이지에 문제가 생겼어요. 새로 고쳐 주세요.</h1>
        <p className="break-keep">확인된 것은 모두 저장돼 있어요. 또 생기면 서버를 운영하는 사람에게 알려 주세요.</p>
        <p lang="en">
          This page broke: load it again. Everything that was confirmed is stored. If it breaks again, tell whoever runs
          this server.
        </p>
        <a href="/" className="font-medium text-accent">
          첫 화면으로 · To the first page
        </a>
      </div>
    </main>
  );
}
