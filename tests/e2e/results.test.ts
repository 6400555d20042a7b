/** Two students play two steps, one with a mistake, one with a hint; what came of it, in real browsers and as files. */
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { Wire } from "../roles/doors.ts";
import { axeFindings } from "../support/chromium.ts";
import { type CreatedRoom, createRoom, joinRoom } from "../support/rooms/serverProcess.ts";
import { openAs, openStage } from "../support/stage.ts";

const SPEED = 10;
const WRONG = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "pod-1" },
  spec: {
    terminationGracePeriodSeconds: 0,
    containers: [
      { name: "container1", image: "kubetm/p8000:nope" },
      { name: "container2", image: "kubetm/p8080" },
    ],
  },
};

const stage = openStage("results");
let room: CreatedRoom;

beforeAll(async () => {
  room = await createRoom(stage.server.url, { name: "3주차", mode: "namespace-each" });
  const clock = new Wire(stage.server.url, room.cookie);
  await clock.join(room.id);
  await clock.ask({ type: "clock", speed: SPEED });
  clock.close();
});

interface Student {
  readonly page: Page;
  /** Pods in their namespace, with their own token. */
  readonly pods: string;
}

async function student(nickname: string): Promise<Student> {
  const { cookie, body } = await joinRoom(stage.server.url, room.id, { token: room.token.student, nickname });
  const namespace = `${nickname.toLowerCase()}-${body.you?.id.slice(0, 4)}`;
  const page = await openAs(stage, cookie, `/room/${room.id}?lang=ko&theme=light&ns=${namespace}`);
  await page.locator("[data-testid=room][data-phase=live]").waitFor();
  const kubeconfig = await fetch(`${stage.server.url}/api/rooms/${room.id}/kubeconfig`, {
    method: "POST",
    headers: { cookie },
  });
  const url = /server: "([^"]*)"/.exec(await kubeconfig.text())?.[1];
  return { page, pods: `${url}/api/v1/namespaces/${namespace}/pods` };
}

/** The cells of a CSV file, by heading. */
function csvRows(text: string): { [heading: string]: string }[] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text
    .replace(/^\uFEFF/, "")
    .matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === "\r\n") rows.push([]);
  }
  const [head = [], ...lines] = rows.filter((row) => row.length > 1);
  return lines.map((line) => Object.fromEntries(head.map((heading, index) => [heading, line[index] ?? ""])));
}

async function saved(page: Page, link: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: link }).click()]);
  return readFileSync(await download.path(), "utf8");
}

const open = (page: Page): Promise<void> => page.getByRole("button", { name: "컨테이너 둘, IP 하나" }).click();
const apply = (page: Page): Promise<void> =>
  page.getByRole("article").getByRole("button", { name: "적용", exact: true }).click();
const allHeld = (page: Page, count: number): Promise<void> =>
  expect.poll(() => page.locator("[data-held=true]").count(), { timeout: 30_000 }).toBe(count);
const next = async (page: Page, guess: string): Promise<void> => {
  await page.getByRole("button", { name: "다음 단계" }).click();
  await page.getByRole("radio", { name: guess }).check();
  await page.getByRole("button", { name: "이렇게 예상해요" }).click();
  await page.getByRole("button", { name: "내 예상" }).waitFor();
};

describe("RESULT-6 results in browsers", () => {
  test("RESULT-1 RESULT-7 RESULT-5 RESULT-6 two students play two steps, and the instructor takes the table along", async () => {
    const mina = await student("Mina");
    const juno = await student("Juno");
    for (const { page } of [mina, juno]) await open(page);

    // Mina takes a hint, applies what is right, predicts wrongly, and asks over localhost.
    await mina.page.getByRole("button", { name: /힌트 보기/ }).click();
    await apply(mina.page);
    await allHeld(mina.page, 2);
    await next(mina.page, "연결이 거절돼요");
    expect((await fetch(`${mina.pods}/pod-1/curl?url=localhost:8080`)).status).toBe(200);
    await allHeld(mina.page, 1);

    // Juno mistypes the image, is told so, and does it again.
    const made = await fetch(juno.pods, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(WRONG),
    });
    expect(made.status).toBe(201);
    await juno.page.getByRole("status").getByText("이미지를 받지 못하고 있어요").waitFor({ timeout: 30_000 });
    // An attempt of its own, not one with the first.
    await juno.page.waitForTimeout(2_100);
    await fetch(`${juno.pods}/pod-1?gracePeriodSeconds=0`, { method: "DELETE" });
    await juno.page.waitForTimeout(2_100);
    await apply(juno.page);
    await allHeld(juno.page, 2);
    await next(juno.page, "container2가 대답해요");

    const page = await openAs(stage, room.cookie, `/room/${room.id}/monitor?lang=ko&theme=light`);
    await page.getByRole("link", { name: "수업 결과" }).click();
    await page.locator("[data-testid=results][data-ready=true]").waitFor();
    const rows = csvRows(await saved(page, "CSV 내려받기"));
    const of = (name: string, step: string) => rows.find((row) => row["이름"] === name && row["단계"] === step);
    expect(rows).toHaveLength(4);
    expect(of("Mina", "Pod 만들기")).toMatchObject({
      상태: "완료",
      시도: "1",
      힌트: "1",
      실수: "0",
      "정답 봄": "아니요",
    });
    expect(of("Mina", "localhost로 이웃 부르기")).toMatchObject({ 상태: "완료", 힌트: "0", 예상: "연결이 거절돼요" });
    expect(of("Juno", "Pod 만들기")).toMatchObject({ 상태: "완료", 시도: "3", 힌트: "0", 실수: "1" });
    expect(of("Juno", "Pod 만들기")?.["어떤 실수"]).toContain("이미지를 받지 못하고 있어요");
    expect(of("Juno", "localhost로 이웃 부르기")).toMatchObject({ 상태: "진행 중", 예상: "container2가 대답해요" });
    expect(Number(of("Juno", "Pod 만들기")?.["걸린 시간(초)"])).toBeGreaterThanOrEqual(4);

    // The table says the same, sorted, by keyboard; and follows the class.
    const students = (): Promise<(string | null)[]> =>
      page.locator("[data-student]").evaluateAll((all) => all.map((row) => row.getAttribute("data-student")));
    expect(await students()).toEqual(["Juno", "Mina"]);
    await page.getByRole("button", { name: "힌트" }).press("Enter");
    expect(await page.getByRole("columnheader", { name: "힌트" }).getAttribute("aria-sort")).toBe("descending");
    expect(await students()).toEqual(["Mina", "Juno"]);
    await page.getByRole("button", { name: "Juno" }).press("Enter");
    const steps = page.getByRole("table", { name: "Juno 님의 단계" });
    await steps.getByText("진행 중").waitFor();
    await expect.poll(() => axeFindings(page), { timeout: 8_000, interval: 500 }).toEqual([]);
    expect((await fetch(`${juno.pods}/pod-1/curl?url=localhost:8080`)).status).toBe(200);
    await expect.poll(() => steps.getByText("완료").count(), { timeout: 15_000 }).toBe(2);
    // All at once, and closed again.
    await page.getByRole("button", { name: "모두 펼치기" }).click();
    await page.getByRole("table", { name: "Mina 님의 단계" }).waitFor();
    await page.getByRole("button", { name: "모두 접기" }).click();
    await expect.poll(() => steps.count()).toBe(0);
    await page.getByRole("button", { name: "이름 가리기" }).click();
    expect(await students()).toEqual(["학생 1", "학생 2"]);
    const json = JSON.parse(await saved(page, "JSON 내려받기")) as { courses: { students: object[] }[] };
    expect(json.courses[0]?.students).toHaveLength(2);

    // What the class was asked is there with each answer, for good; the names only while they are shown.
    const teacher = new Wire(stage.server.url, room.cookie);
    await teacher.join(room.id);
    for (const id of ["q1", "q2", "q3", "q4", "q5"])
      await teacher.ask({
        type: "act",
        action: { type: "ask", id, text: `질문 ${id}`, answers: "choice", options: ["가", "나"] },
      });
    const [{ name: cookieName, value } = { name: "", value: "" }] = await mina.page.context().cookies();
    const voter = new Wire(stage.server.url, `${cookieName}=${value}`);
    await voter.join(room.id);
    expect(await voter.ask({ type: "act", action: { type: "vote", id: "q1", answer: "가" } })).toBe(true);
    expect(await teacher.ask({ type: "act", action: { type: "reveal", id: "q1", outcome: "가" } })).toBe(true);
    voter.close();
    teacher.close();
    const asked = page.getByTestId("asked-questions");
    await asked.getByText("질문 q1").waitFor();
    expect(await asked.getByRole("listitem").filter({ hasText: "질문" }).count()).toBe(5);
    expect(await asked.getByText("누가 무엇이라고 답했는지").count()).toBe(0);
    await page.getByRole("button", { name: "이름 가리기" }).click();
    await asked.getByText("누가 무엇이라고 답했는지").click();
    await asked.getByText("Mina").waitFor();
    await page.screenshot({ path: ".build/asked.png" });
    await expect.poll(() => axeFindings(page), { timeout: 8_000, interval: 500 }).toEqual([]);
    const answers = csvRows(await saved(page, "대답 내려받기 (CSV)"));
    expect(answers).toHaveLength(5);
    expect(answers[0]).toMatchObject({ 질문: "질문 q1", 이름: "Mina", 대답: "가", "실제 결과": "가", 맞음: "예" });

    // A student takes their own, and no other's.
    await mina.page.getByRole("button", { name: "수업 목록" }).click();
    const own = csvRows(await saved(mina.page, "CSV 내려받기"));
    expect(own.map((row) => [row["이름"], row["상태"]])).toEqual([
      ["Mina", "완료"],
      ["Mina", "완료"],
    ]);
    const refused = await openAs(
      stage,
      (await mina.page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join(),
      `/rooms/${room.id}/results?lang=ko`,
    );
    await refused.getByText("모두의 결과는 강사만 볼 수 있어요").waitFor();
  }, 120_000);
});
