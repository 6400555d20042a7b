/** What an operator sees, for pictures: signed out and in, with rooms of a few weeks' names. */
import type { Page } from "playwright-core";
import { createRoom } from "../support/rooms/serverProcess.ts";
import type { BesideRoom } from "./pictureScreens.ts";

export const PICTURE_SECRET = "a secret for pictures";

const NAMES = [
  ["대세는 쿠버네티스 1반", "namespace-each"],
  ["대세는 쿠버네티스 2반", "cluster-each"],
  ["Kubernetes for web developers, evening class, autumn term", "shared"],
  ["Pod와 Label 연습", "shared"],
  ["", "shared"],
  ["Week 5: scheduling", "namespace-each"],
  ["데브옵스 스터디", "shared"],
  ["exam-2026-11", "cluster-each"],
  ["블로그 예제", "shared"],
] as const;

async function signedIn(page: Page): Promise<void> {
  const secret = page.locator("[name=secret]");
  const screen = page.getByTestId("admin");
  await secret.or(screen).first().waitFor();
  if (await secret.isVisible()) {
    await secret.fill(PICTURE_SECRET);
    await secret.press("Enter");
  }
  await screen.getByRole("table").waitFor();
}

const ask = (page: Page, method: string, path: string): Promise<unknown> =>
  page.evaluate(
    ([how, what]) => fetch(`/api/admin/${what}`, { method: how as string }).then((one) => one.json()),
    [method, path],
  );

/** Once: rooms to look at, one of them deleted. */
async function withRooms(page: Page): Promise<void> {
  await signedIn(page);
  const { rooms } = (await ask(page, "GET", "rooms")) as { rooms: { id: string; name: string }[] };
  if (rooms.some(({ name }) => name === NAMES[0][0])) return;
  const made: string[] = [];
  for (const [name, mode] of NAMES)
    made.push((await createRoom(new URL(page.url()).origin, { ...(name ? { name } : {}), mode })).id);
  await ask(page, "DELETE", `rooms/${made[6]}`);
  await page.reload();
  await signedIn(page);
}

export const ADMIN_PAGES: readonly BesideRoom[] = [
  {
    name: "admin-door",
    path: () => "/admin",
    async ready(page) {
      await page.getByTestId("admin").or(page.getByTestId("admin-door")).first().waitFor();
      await ask(page, "DELETE", "session");
      await page.reload();
      await page.locator("[name=secret]").waitFor();
    },
  },
  { name: "admin-rooms", path: () => "/admin", ready: withRooms },
  {
    name: "admin-marked",
    path: () => "/admin",
    async ready(page) {
      await withRooms(page);
      const boxes = page.locator("tbody input[type=checkbox]");
      await boxes.nth(1).click();
      await boxes.nth(3).click({ modifiers: ["Shift"] });
      await page.getByRole("toolbar").waitFor();
    },
  },
  {
    name: "admin-purge",
    path: () => "/admin",
    async ready(page) {
      await withRooms(page);
      await page.getByRole("button", { name: /exam-2026-11/ }).click();
      await page.getByRole("menuitem", { name: /완전히|for good/ }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "admin-menu",
    path: () => "/admin",
    async ready(page) {
      await withRooms(page);
      await page.getByRole("button", { name: /exam-2026-11/ }).click();
      await page.getByRole("menu").waitFor();
    },
  },
  {
    name: "admin-link",
    path: () => "/admin",
    async ready(page) {
      await withRooms(page);
      await page.getByRole("button", { name: /exam-2026-11/ }).click();
      await page.getByRole("menuitem", { name: /링크|link/ }).click();
      await page.getByRole("button", { name: /링크 만들기|Make the link/ }).click();
      await page.getByTestId("operator-link").waitFor();
    },
  },
  {
    name: "admin-limits",
    path: () => "/admin",
    async ready(page) {
      await signedIn(page);
      await page.getByRole("tab", { name: /한도|Limits/ }).click();
      await page.getByRole("table").waitFor();
    },
  },
];
