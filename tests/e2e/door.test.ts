/** The door as people meet it: waiting and being let in, links with an end, going on on another device. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { RoomConnection } from "../../components/client/RoomConnection.ts";
import { axeFindings, visitor } from "../support/chromium.ts";
import { type CreatedRoom, createRoom, joinRoom } from "../support/rooms/serverProcess.ts";
import { openAs, openStage } from "../support/stage.ts";

const stage = openStage("door");

const live = (page: Page): Promise<void> => page.locator("[data-testid=room][data-phase=live]").waitFor();

/** Somebody follows a link and gives a nickname. */
async function follow(room: CreatedRoom, nickname: string, { width = 1280, lang = "en" } = {}): Promise<Page> {
  const { page } = await visitor(stage.browser, { width, height: 800 });
  await page.goto(`${stage.server.url}/room/${room.id}?lang=${lang}#k=${room.token.student}`);
  await page.getByRole("textbox").fill(nickname);
  await page.getByRole("textbox").press("Enter");
  return page;
}

async function tab(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Room settings…" }).click();
  await page.getByRole("tab", { name }).click();
}

test("ROOM-36 a code from the projector, typed on the first page, leads to the door; a wrong one is told there", async () => {
  const room = await createRoom(stage.server.url, { name: "Week 3" });
  const teacher = await openAs(stage, room.cookie, `/room/${room.id}?lang=en`);
  await live(teacher);
  await tab(teacher, "Links");
  const row = teacher.locator("[data-link=student]");
  // Only the browser that made a room knows its links.
  await row.getByRole("button", { name: "New link" }).click();
  await teacher.getByRole("button", { name: "Yes" }).click();
  await row.getByRole("button", { name: "Show large" }).click();
  const [code = ""] =
    /[2-9A-Z]{4}-[2-9A-Z]{4}/.exec((await teacher.getByRole("dialog").last().textContent()) ?? "") ?? [];
  expect(code).not.toBe("");

  const { page: mina } = await visitor(stage.browser, { width: 390, height: 800 });
  await mina.goto(`${stage.server.url}/?lang=ko`);
  const field = mina.getByRole("textbox", { name: "들어가기" });
  await field.fill("2222 2222");
  await field.press("Enter");
  await mina.getByRole("alert").getByText("이 코드로 들어갈 수 있는 방이 없어요").waitFor();
  await field.fill(code.toLowerCase().replace("-", " "));
  await field.press("Enter");
  await mina.getByLabel("별명").fill("민아");
  await mina.getByRole("button", { name: "들어가기" }).click();
  await live(mina);
  for (const page of [teacher, mina]) await page.context().close();
});

test("ROOM-33 who follows a link waits on a calm page that goes on by itself when an instructor lets them in", async () => {
  const room = await createRoom(stage.server.url, { name: "Secret seminar" });
  const teacher = await openAs(stage, room.cookie, `/room/${room.id}?lang=en`);
  await live(teacher);
  await tab(teacher, "Room");
  await teacher.getByRole("checkbox", { name: "Waiting room" }).click();
  await expect.poll(() => teacher.getByRole("checkbox", { name: "Waiting room" }).isChecked()).toBe(true);
  await teacher.keyboard.press("Escape");

  const mina = await follow(room, "Mina", { width: 390 });
  await mina.getByTestId("waiting").getByText("as Mina").waitFor();
  await expect.poll(() => axeFindings(mina), { timeout: 8_000, interval: 500 }).toEqual([]);
  expect(await mina.content()).not.toContain("Secret seminar");
  await mina.reload();
  await mina.getByTestId("waiting").getByText("as Mina").waitFor();
  const juno = await follow(room, "Juno", { lang: "ko" });
  await juno.getByTestId("waiting").getByText("Juno").waitFor();

  const badge = teacher.getByTestId("waiting-badge");
  await expect.poll(() => badge.getAttribute("aria-label")).toBe("2 wait");
  // The server goes and comes back: both still wait.
  await stage.server.kill();
  await mina.getByText("Your place is kept.").waitFor();
  await stage.restart();
  await mina.getByText("This page goes on by itself").waitFor({ timeout: 20_000 });
  await expect.poll(() => badge.getAttribute("aria-label"), { timeout: 20_000 }).toBe("2 wait");

  await badge.focus();
  await teacher.keyboard.press("Enter");
  await teacher.getByRole("dialog", { name: "At the door" }).getByRole("button", { name: "Let Mina in" }).click();
  await live(mina);
  await teacher.getByRole("dialog", { name: "At the door" }).getByRole("button", { name: "Turn Juno away" }).click();
  await expect.poll(() => juno.getByTestId("trouble").getAttribute("data-trouble")).toBe("turnedAway");
  await badge.waitFor({ state: "detached" });
  // Who was let in does not wait again.
  await mina.reload();
  await live(mina);
  for (const page of [teacher, mina, juno]) await page.context().close();
}, 90_000);

test("ROOM-34 an instructor gives a link an end and a number, sees what is left, and who comes too late is told", async () => {
  const room = await createRoom(stage.server.url, {});
  const teacher = await openAs(stage, room.cookie, `/room/${room.id}?lang=en`);
  await live(teacher);
  await tab(teacher, "Links");
  const row = teacher.locator("[data-link=student]");
  await row.getByText("nobody came by it").waitFor();
  await row.getByLabel("Ends").selectOption({ label: "in 3 hours" });
  await row.getByLabel("People", { exact: true }).fill("1");
  await row.getByRole("button", { name: "Set for this link" }).click();
  await row.getByText("for 1, 1 left").waitFor();
  await row.getByText(/until .*, (3 h|179 min|180 min) left|until .*, 2 h left/).waitFor();
  await expect.poll(() => axeFindings(teacher), { timeout: 8_000, interval: 500 }).toEqual([]);
  const mina = await follow(room, "Mina");
  await live(mina);
  await row.getByText("Used up.").waitFor();
  const late = await visitor(stage.browser, { width: 390, height: 800 });
  await late.page.goto(`${stage.server.url}/room/${room.id}?lang=ko#k=${room.token.student}`);
  await late.page.getByRole("heading", { name: "이 링크로 들어올 수 있는 사람이 다 찼어요." }).waitFor();
  // A new link from the same row takes more people.
  await row.getByLabel("People", { exact: true }).fill("");
  await row.getByRole("button", { name: "New link" }).click();
  await row.getByRole("button", { name: "Yes" }).click();
  await row.getByText("nobody came by it").waitFor();
  const link = (await row.locator("p.font-mono").textContent()) as string;
  await late.page.goto(`${link.replace("#", "?lang=en#")}`);
  await late.page.getByLabel("Your nickname").fill("Late");
  await late.page.keyboard.press("Enter");
  await live(late.page);
  for (const page of [teacher, mina, late.page]) await page.context().close();
}, 90_000);

test("ROOM-35 OPER-22 a student goes on on another device, takes their data along and is forgotten", async () => {
  const room = await createRoom(stage.server.url, {});
  const mina = await follow(room, "Mina");
  await live(mina);
  await mina.getByRole("button", { name: "More", exact: true }).click();
  await mina.getByRole("menuitem", { name: "You…" }).click();
  await mina.getByLabel("Your nickname").fill("Mina K");
  await mina.getByRole("button", { name: "Save" }).click();
  await mina.getByRole("button", { name: "Personal link" }).click();
  const link = (await mina.getByTestId("personal-link").locator("p.font-mono").textContent()) as string;
  await expect.poll(() => axeFindings(mina), { timeout: 8_000, interval: 500 }).toEqual([]);
  const phone = await visitor(stage.browser, { width: 390, height: 800 });
  await phone.page.goto(link);
  await live(phone.page);
  const name = await phone.page.evaluate(
    async (id) => ((await (await fetch(`/api/rooms/${id}`)).json()) as { you: { nickname: string } }).you.nickname,
    room.id,
  );
  expect(name).toBe("Mina K");
  const again = await visitor(stage.browser);
  await again.page.goto(link);
  await expect.poll(() => again.page.getByTestId("trouble").getAttribute("data-trouble")).toBe("moved");
  const [file] = await Promise.all([
    mina.waitForEvent("download"),
    mina.getByRole("link", { name: "Take it along" }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/mine\.json$/);
  await mina.getByRole("button", { name: "Forget me" }).click();
  await mina.getByRole("button", { name: "Yes" }).click();
  await mina.waitForURL(`${stage.server.url}/`);
  await expect.poll(() => phone.page.getByTestId("trouble").getAttribute("data-trouble")).toBe("removed");
  for (const { page } of [{ page: mina }, phone, again]) await page.context().close();
}, 90_000);

test("OPER-23 what is stored about people stands on one page, in both languages", async () => {
  for (const [lang, title] of [
    ["en", "What is stored about you"],
    ["ko", "저장되는 내 정보"],
  ] as const) {
    const { page, context } = await visitor(stage.browser, { width: lang === "ko" ? 390 : 1280, height: 800 });
    await page.goto(`${stage.server.url}/?lang=${lang}`);
    await page.getByRole("link", { name: title }).click();
    await page.getByRole("heading", { level: 1, name: title }).waitFor();
    await page.getByText(lang === "en" ? "keeps rooms until somebody deletes them" : "삭제할 때까지").waitFor();
    await page.getByText(lang === "en" ? "for 7 days" : "7일 동안").waitFor();
    await expect.poll(() => axeFindings(page), { timeout: 8_000, interval: 500 }).toEqual([]);
    await context.close();
  }
}, 60_000);

test("CLASS-40 CLASS-41 who is crossed is told, with the way to the moment in Why, and may turn that off", async () => {
  const room = await createRoom(stage.server.url, {});
  const teacher = new RoomConnection({ roomId: room.id, url: stage.server.url, extraHeaders: { cookie: room.cookie } });
  teacher.connect();
  await expect.poll(() => teacher.getSnapshot().phase).toBe("live");
  await teacher.setClock({ speed: 30 });
  const { cookie } = await joinRoom(stage.server.url, room.id, { token: room.token.student, nickname: "Mina" });
  const mina = new RoomConnection({ roomId: room.id, url: stage.server.url, extraHeaders: { cookie } });
  mina.connect();
  await expect.poll(() => mina.getSnapshot().phase).toBe("live");
  const juno = await follow(room, "Juno");
  await live(juno);
  const pod = (name: string, labels: object = {}): object => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels },
    spec: {
      nodeSelector: { "kubernetes.io/hostname": "k8s-worker1" },
      containers: [{ name: "c", image: "nginx", resources: { requests: { memory: "2Gi" } } }],
    },
  });
  await mina.request("POST", "/api/v1/namespaces/default/pods", {
    contentType: "application/json",
    body: JSON.stringify(pod("web-2")),
  });
  await expect
    .poll(
      () =>
        (
          mina.getSnapshot().cluster.tables.get("pods")?.get("default/web-2") as
            | { status?: { phase?: string } }
            | undefined
        )?.status?.phase,
    )
    .toBe("Running");
  const asJuno = (body: object): Promise<number> =>
    juno.evaluate(
      async ([id, text]) => {
        const answer = await fetch(`/api/rooms/${id}/kubeconfig`, { method: "POST" });
        const url = /server: "([^"]*)"/.exec(await answer.text())?.[1] ?? "";
        const made = await fetch(`${new URL(url).pathname}/api/v1/namespaces/default/pods`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: text as string,
        });
        return made.status;
      },
      [room.id, JSON.stringify(body)],
    );
  expect(await asJuno(pod("pod-4"))).toBe(201);
  const notice = juno.locator("[data-sonner-toast]").filter({ hasText: "web-2" });
  await notice.getByText("is Pending because").waitFor();
  expect(await notice.textContent()).toContain("Your pod-4 is Pending because Mina’s web-2 (2Gi) took k8s-worker1");
  await notice.getByRole("button", { name: "Why" }).click();
  await juno.getByTestId("from-others").getByText("web-2").waitFor();
  expect(new URL(juno.url()).searchParams.get("at")).toBe("pods/default/pod-4");
  expect(new URL(juno.url()).searchParams.get("t")).toMatch(/^\d+$/);
  await juno.goto(`${stage.server.url}/room/${room.id}?lang=en&dock=feed`);
  await live(juno);
  await juno.getByTestId("crossing").getByText("web-2").waitFor();
  await juno.getByRole("button", { name: "More", exact: true }).click();
  await juno.getByRole("menuitem", { name: "You…" }).click();
  await juno.getByRole("checkbox", { name: /Tell me what/ }).click();
  await juno.keyboard.press("Escape");
  expect(await asJuno(pod("pod-5"))).toBe(201);
  await expect.poll(() => juno.getByTestId("crossing").count()).toBe(2);
  expect(await juno.locator("[data-sonner-toast]").count()).toBe(0);
  for (const connection of [teacher, mina]) connection.close();
  await juno.context().close();
}, 90_000);
