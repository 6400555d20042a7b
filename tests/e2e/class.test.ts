/** A whole class in real browsers: an instructor, four students and a viewer, in Korean, with a server that is killed in the middle. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterEach, describe, expect, test } from "vitest";
import { Library } from "../../server/lessons/Library.ts";
import type { Lesson } from "../../server/protocol/lessons.ts";
import { visitor } from "../support/chromium.ts";
import { scanQr } from "../support/scanQr.ts";
import { openStage } from "../support/stage.ts";
import { Student } from "../support/student.ts";

/** Where pictures of what failed go, for whoever wants to look; left out: nowhere. */
const PICTURES = process.env["PICTURES"];

const stage = openStage("class");
const NAMES = ["민아", "준호", "서연", "하준"] as const;
/** Six pages share a machine here. */
const PATIENCE_MS = 30_000;
/** Everybody comes back within so long of the server's return, ms. */
const BACK_MS = 5_000;

const COLLISION = `cat <<EOF | kubectl apply -f -
apiVersion: v1
kind: Pod
metadata: {name: pod-8}
spec:
  terminationGracePeriodSeconds: 0
  containers:
  - {name: container1, image: kubetm/p8000}
  - {name: container2, image: kubetm/p8000}
EOF`;
/** Of four pods of 2Gi. */
const OUTCOME = "k8s-worker2 ×3, k8s-worker1 ×1";
const TWO_GI_MORE = `cat <<EOF | kubectl apply -f -
apiVersion: v1
kind: Pod
metadata: {name: pod-9}
spec: {containers: [{name: c, image: kubetm/init, resources: {requests: {memory: 2Gi}}}]}
EOF`;

const live = (page: Page, timeout = 20_000): Promise<void> =>
  page.locator("[data-phase=live]").first().waitFor({ timeout });

/** A page of its own browser profile. */
async function open(path: string): Promise<Page> {
  const { page, context } = await visitor(stage.browser);
  context.setDefaultTimeout(PATIENCE_MS);
  await page.goto(new URL(path, stage.server.url).href);
  return page;
}

async function enter(link: string, nickname: string, korean = true): Promise<Page> {
  const url = new URL(link);
  if (korean) url.searchParams.set("lang", "ko");
  url.searchParams.set("theme", "light");
  const page = await open(url.href);
  await page.getByLabel("별명").fill(nickname);
  await page.getByRole("button", { name: "들어가기" }).click();
  await live(page);
  return page;
}

async function step<T>(name: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const pages = stage.browser.contexts().flatMap((context) => context.pages());
    for (const [index, page] of pages.entries())
      if (PICTURES) await page.screenshot({ path: join(PICTURES, `class-${index}.png`) });
    const inspected = pages.map((page) => page.getByTestId("inspector").innerText({ timeout: 1_000 }));
    const seen = (await Promise.allSettled(inspected)).flatMap((one) => (one.status === "fulfilled" ? one.value : []));
    throw new Error(`while ${name}; inspected: ${seen.join("\n---\n")}`, { cause: error });
  }
}

describe("CLASS-50 a class", () => {
  // Where it is tried again, the pages of before are not looked after meanwhile.
  afterEach(async () => {
    await Promise.all(stage.browser.contexts().map((context) => context.close()));
  });

  const lessons = Library.read("server/lessons/courses").course("pods-labels-nodes", "ko")?.lessons ?? [];
  const lesson = (id: string): Lesson => lessons.find((one) => one.id === id) as Lesson;

  test("CLASS-50 from the link to the results", async () => {
    // The room, with a namespace for each.
    const kim = await open("/?lang=ko&theme=light");
    await step("the room is made", async () => {
      await kim.getByLabel("방 이름").fill("쿠버네티스 3주차");
      await kim.getByLabel("방식").selectOption("네임스페이스 하나씩: 나머지는 보기만 해요");
      await kim.getByRole("button", { name: "수업 만들기" }).click();
      await kim.waitForURL(/\/room\//);
      await live(kim);
      await kim.getByRole("button", { name: "더 보기", exact: true }).click();
      await kim.getByRole("menuitem", { name: "방 설정" }).click();
      const settings = kim.getByRole("dialog", { name: "방 설정" });
      await settings.getByRole("tab", { name: "링크" }).click();
    });
    const room = new URL(kim.url()).pathname;
    const links = await step("the links are scanned", async () => {
      const scan = async (kind: string, label: string): Promise<string> => {
        await kim.locator(`[data-link=${kind}]`).getByRole("button", { name: "크게 보기" }).click();
        const link = await scanQr(
          await kim
            .getByRole("img", { name: `${label} 링크의 QR 코드` })
            .last()
            .screenshot(),
        );
        await kim.keyboard.press("Escape");
        return link;
      };
      return { student: await scan("student", "학생용"), viewer: await scan("viewer", "보기 전용") };
    });
    expect(links.student).toContain(room);

    const students = await step("students join", () =>
      Promise.all(NAMES.map(async (name) => new Student(await enter(links.student, name), "ko"))),
    );
    const [mina, juno, seoyeon, hajun] = students as [Student, Student, Student, Student];
    const monitor = await kim.context().newPage();
    await monitor.goto(`${stage.server.url}${room}/monitor?lang=ko&theme=light`);
    await live(monitor);
    await expect.poll(() => monitor.getByRole("article").count()).toBe(4);

    // Lab 05, in each one's own namespace.
    const services = lesson("services");
    for (const student of students)
      await step("Services choose by label", async () => {
        await student.begin(services);
        for (const one of services.steps.slice(0, 2)) {
          await student.attempt(services, one);
          await student.passed(services, one);
        }
        await student.page.getByRole("button", { name: "수업 목록" }).click();
      });

    // Lab 07, foretold: worker1 has 3.7 GiB, worker2 7.
    await step("the class foretells", async () => {
      await monitor.getByRole("textbox", { name: "질문", exact: true }).fill("내 pod-4는 어느 노드로 갈까요?");
      await monitor.getByRole("combobox", { name: "답의 종류" }).selectOption({ label: "노드" });
      await monitor.getByRole("textbox", { name: /어느 Pod/ }).fill("pod-4");
      await monitor.getByRole("button", { name: "모두에게 묻기" }).click();
      for (const [index, { page }] of students.entries()) {
        await page.getByRole("tab", { name: "질문" }).click();
        await page.getByRole("radio", { name: index === 0 ? "k8s-worker2" : "Pending", exact: true }).check();
        await page.getByRole("button", { name: "답하기" }).first().click();
      }
      await monitor.getByText("4명이 답했어요").waitFor();
    });
    const left = lesson("what-is-left");
    const twoGi = left.steps[0] as (typeof left.steps)[number];
    for (const student of students)
      await step("2Gi are asked for", async () => {
        await student.begin(left);
        await student.attempt(left, twoGi);
      });
    for (const student of students) await student.passed(left, twoGi);
    await step("the refusal names who holds what is missing", async () => {
      // Of worker1's 3.7 GiB and worker2's 7 GiB, 2 Gi and 6 Gi are taken.
      await hajun.type(TWO_GI_MORE, "pod/pod-9 created");
      const group = monitor.locator("[data-group='pending:Insufficient memory']");
      await group.getByText("하준").waitFor();
      const own = await hajun.page.getByTestId("namespace").inputValue();
      await hajun.page.locator(`[data-pod='${own}/pod-9']`).click();
      await hajun.page.getByRole("tab", { name: "왜" }).click();
      await hajun.page.getByText("Insufficient memory").first().waitFor();
      await hajun.page.getByTestId("inspector").getByText("민아").first().waitFor();
      await hajun.page.keyboard.press("Escape");
      await hajun.type("kubectl delete pod pod-9 --now", 'pod "pod-9" deleted');
    });
    await step("the answers are revealed", async () => {
      // All four have answered: it shows by itself.
      await monitor.getByText("모두 답했어요").waitFor();
      // The cluster tells it: each one's own pod-4.
      await expect.poll(() => monitor.getByRole("combobox", { name: "실제 결과" }).inputValue()).toBe(OUTCOME);
      await monitor.getByRole("button", { name: "공개하기" }).click();
      await mina.page.getByText("내 답").first().waitFor();
      await mina.page.getByRole("button", { name: "이유 보기" }).click();
      await mina.page.getByTestId("inspector").getByText("NodeResourcesFit").first().waitFor();
      await mina.page.keyboard.press("Escape");
    });

    // One is stuck, is found, watched, hinted and free.
    await step("one who is stuck is found and freed", async () => {
      await seoyeon.type(COLLISION, "pod/pod-8 created");
      const group = monitor.locator("[data-group='crash:EADDRINUSE']");
      await group.getByText("서연").waitFor({ timeout: 30_000 });
      await monitor.getByRole("button", { name: "화면 보기: 서연" }).click();
      await monitor.getByTestId("watch").getByText("pod/pod-8 created").waitFor();
      await seoyeon.page.getByTestId("watched").waitFor();
      await group.getByRole("button", { name: "힌트 보내기" }).click();
      await monitor.getByRole("textbox", { name: "무엇을 살펴보면 좋을까요?" }).fill("두 컨테이너의 포트를 보세요");
      await monitor.getByRole("dialog").getByRole("button", { name: "보내기", exact: true }).click();
      await seoyeon.page.locator("[data-sonner-toast]").getByText("두 컨테이너의 포트를 보세요").waitFor();
      expect(await hajun.page.getByText("두 컨테이너의 포트를 보세요").count()).toBe(0);
      await seoyeon.type("kubectl delete pod pod-8 --now", 'pod "pod-8" deleted');
      await group.waitFor({ state: "detached", timeout: 30_000 });
      await monitor.getByTestId("watch").getByRole("button", { name: "화면 닫기" }).click();
    });

    // A node is lost while time goes a hundred times as fast: a Deployment comes back by itself, bare Pods do not.
    await mina.type("kubectl delete pods --all --now", 'pod "pod-6" deleted');
    await mina.type("kubectl create deployment web --image=kubetm/init --replicas=4", "deployment.apps/web created");
    await mina.type("kubectl rollout status deployment web", "successfully rolled out");
    await step("a node is lost and Deployments recover", async () => {
      await kim.keyboard.press("Escape");
      await monitor
        .getByRole("region", { name: "장애와 복구" })
        .getByRole("button", { name: "장애 일으키기…" })
        .click();
      const dialog = monitor.getByRole("dialog");
      await dialog.getByRole("combobox", { name: "노드" }).selectOption("k8s-worker1");
      await dialog.getByRole("button", { name: "장애 일으키기: k8s-worker1, 전원 끄기" }).click();
      const drill = monitor.locator("[data-drill=stop]");
      await drill.waitFor();
      await kim.getByTestId("clock").click();
      await kim.getByRole("button", { name: "100배", exact: true }).click();
      await expect.poll(() => drill.locator("[data-result]").count(), { timeout: 30_000 }).toBe(4);
      // Whoever has bare pods there waits for good.
      await drill
        .getByText(/복구 중/)
        .first()
        .waitFor({ timeout: 30_000 });
      await drill.getByRole("button", { name: "장애 끝내기" }).click();
      await expect.poll(() => drill.getByText(/만에 복구/).count(), { timeout: 60_000 }).toBeGreaterThan(0);
      await kim.getByRole("button", { name: "1배", exact: true }).click();
      await kim.keyboard.press("Escape");
    });

    // kill -9: everybody is back by themselves, nothing is lost, nobody is there twice.
    const pods = (page: Page): Promise<number> => page.locator("[data-pod]").count();
    await step("the server is killed in the middle", async () => {
      await hajun.type("kubectl create configmap kept --from-literal=a=b", "configmap/kept created");
      const before = await pods(kim);
      await stage.server.kill();
      await stage.restart();
      const pages = [kim, monitor, ...students.map(({ page }) => page)];
      await Promise.all(pages.map((page) => live(page, BACK_MS)));
      await hajun.type("kubectl get configmap kept -o name", "configmap/kept");
      await expect.poll(() => pods(kim)).toBe(before);
      await expect.poll(() => monitor.getByRole("article").count()).toBe(4);
      await expect.poll(() => monitor.getByText("자리 비움", { exact: true }).count(), { timeout: 20_000 }).toBe(0);
      await monitor
        .locator("[data-drill=stop]")
        .getByText(/만에 복구|복구 중/)
        .first()
        .waitFor();
    });

    await step("changes are frozen, and allowed again", async () => {
      await monitor.getByRole("textbox", { name: /이유/ }).fill("함께 봐요");
      await monitor.getByRole("button", { name: "변경 멈추기" }).first().click();
      await juno.page.getByText("함께 봐요").first().waitFor();
      await juno.type("kubectl create configmap refused", "함께 봐요");
      await monitor.getByRole("button", { name: "변경 허용하기" }).first().click();
      await juno.type("kubectl create configmap allowed", "configmap/allowed created");
    });

    // Back to the moment of the collision, and a link to it.
    const moment = await step("the class goes back in time", async () => {
      await kim.keyboard.press("h");
      const line = kim.getByTestId("time-line");
      await line.focus();
      await line.press("End");
      for (let back = 0; back < 60; back++) {
        if ((await kim.getByTestId("history").textContent())?.includes("pods/pod-8")) break;
        await line.press("Shift+ArrowLeft");
        await kim.waitForTimeout(150);
      }
      expect(await kim.getByTestId("history").textContent()).toContain("pods/pod-8");
      await kim.getByTestId("past").waitFor();
      // The address follows when the line rests.
      await expect.poll(() => new URL(kim.url()).searchParams.get("t")).toBe(await line.getAttribute("aria-valuenow"));
      return new URL(kim.url()).search;
    });
    const viewer = await enter(links.viewer, "관람객");
    await step("a viewer opens the moment", async () => {
      await viewer.goto(`${stage.server.url}${room}${moment}`);
      await live(viewer);
      await viewer.getByTestId("past").waitFor();
      // Both are looked at again: a pod that has just gone fades for a while.
      await expect.poll(async () => [await pods(viewer), await pods(kim)].join(" and ")).toMatch(/^(\d+) and \1$/);
    });

    await step("the results are downloaded", async () => {
      await monitor.getByRole("link", { name: "수업 결과" }).click();
      await monitor.locator("[data-testid=results][data-ready=true]").waitFor();
      const [file] = await Promise.all([
        monitor.waitForEvent("download"),
        monitor.getByRole("link", { name: "CSV 내려받기" }).click(),
      ]);
      const text = readFileSync(await file.path(), "utf8");
      for (const name of NAMES) expect(text).toContain(name);
      expect(text.match(/완료/g)?.length).toBeGreaterThanOrEqual(10);
    });
  }, 420_000);
});
