/** What a room's teacher sees, for pictures: the room's screens and dialogs, and the pages beside it. */
import type { Page } from "playwright-core";
import type { CreatedRoom } from "../support/rooms/serverProcess.ts";

export interface Screen {
  readonly name: string;
  /** What stands in the address. */
  readonly query: string;
  /** What is done before the picture. */
  ready?(page: Page): Promise<void>;
  readonly phone?: false;
}

/** Dialogs open on an event whatever the language. */
export const openDialog =
  (what: string, detail?: string) =>
  async (page: Page): Promise<void> => {
    // Whoever listens is loaded after the room is there.
    await page.waitForTimeout(500);
    await page.evaluate(
      ([event, tab]) => dispatchEvent(new CustomEvent(`podroom:${event}`, { detail: tab })),
      [what, detail],
    );
    await page.getByRole("dialog").waitFor();
  };

const press =
  (key: string) =>
  (page: Page): Promise<void> =>
    page.keyboard.press(key);

const click = (page: Page, name: RegExp, role: "button" | "menuitem" | "tab" = "button"): Promise<void> =>
  page.getByRole(role, { name }).first().click();

/** Goes back by keyboard to when there was less. */
async function goBack(page: Page): Promise<void> {
  const line = page.getByTestId("time-line");
  const past = page.getByTestId("past");
  await line.focus();
  // From command to command, once they are here.
  for (let step = 0; step < 4 || (step < 40 && !(await past.isVisible())); step++) {
    await line.press("Shift+ArrowLeft");
    await page.waitForTimeout(250);
  }
  await past.waitFor();
  // Pods walk to where they were.
  await page.waitForTimeout(1_500);
}

const WITHOUT_NAMESPACE =
  "apiVersion: v1\nkind: Pod\nmetadata:\n  name: pod-9\nspec:\n  containers:\n    - name: container\n      image: nginx\n";

export const SCREENS: readonly Screen[] = [
  { name: "room", query: "" },
  { name: "owners", query: "&owners=1&at=deployments.apps/default/shop" },
  { name: "pod", query: "&at=pods/default/pod-4" },
  { name: "why", query: "&at=pods/default/pod-2gi&tab=why" },
  { name: "pending", query: "&at=pods/default/pod-big&tab=why" },
  { name: "timeline", query: "&at=deployments.apps/default/shop&tab=timeline" },
  { name: "service", query: "&at=services/default/svc-typo&tab=why" },
  { name: "node", query: "&at=nodes//k8s-worker2" },
  { name: "yaml", query: "&at=pods/default/pod-4&tab=yaml" },
  { name: "filtered", query: "&labels=type=web" },
  { name: "tables", query: "&view=tables" },
  { name: "tables-all", query: "&view=tables&ns=" },
  { name: "create", query: "&view=tables", ready: press("c"), phone: false },
  {
    name: "form",
    query: "&view=tables",
    phone: false,
    async ready(page) {
      await page.keyboard.press("c");
      await click(page, /^(양식으로|From form)$/, "tab");
    },
  },
  {
    name: "deploy-failed",
    query: "&view=tables&ns=",
    async ready(page) {
      await click(page, /^(만들기|Create)$/);
      await page.getByRole("dialog").locator(".cm-content").click();
      // What was written there the last time is there again.
      await page.keyboard.press("Control+a");
      await page.keyboard.insertText(WITHOUT_NAMESPACE);
      await click(page, /^(배포|Deploy)$/);
      await page.getByRole("dialog", { name: /Deploying file has failed/ }).waitFor();
    },
  },
  { name: "feed", query: "&dock=feed" },
  { name: "ask", query: "&dock=ask" },
  { name: "faults", query: "&dock=faults" },
  { name: "terminal", query: "&dock=terminal" },
  { name: "logs", query: "&dock=logs&logs=deployments.apps/default/shop" },
  { name: "lesson", query: "&step=pods-labels-nodes/services/make" },
  { name: "people", query: "&view=people" },
  { name: "palette", query: "", ready: press("Control+k"), phone: false },
  { name: "shortcuts", query: "", ready: press("?"), phone: false },
  { name: "invite", query: "", ready: (page) => click(page, /^(초대|Invite)$/) },
  { name: "share", query: "", ready: openDialog("sharing") },
  { name: "fidelity", query: "", ready: openDialog("fidelity") },
  { name: "menu", query: "", ready: (page) => click(page, /^(더 보기|More)$/) },
  {
    name: "trace",
    query: "&at=pods/default/pod-4",
    async ready(page) {
      await page
        .getByRole("textbox", { name: /URL|주소|Address/ })
        .last()
        .fill("svc-for-web:8080");
      await click(page, /^(보내기|Send)$/);
      await page.getByTestId("trace").waitFor();
    },
  },
  { name: "past", query: "&history=1", ready: goBack },
  { name: "past-why", query: "&history=1&at=pods/default/pod-4&tab=why", ready: goBack, phone: false },
  {
    name: "compare",
    query: "&history=1",
    async ready(page) {
      await goBack(page);
      await click(page, /이 순간|with this moment/);
      await click(page, /비교|Compare/, "menuitem");
      await page.getByRole("dialog").getByTestId("differences").waitFor();
    },
  },
];

export interface BesideRoom {
  readonly name: string;
  path(room: CreatedRoom): string;
  ready(page: Page): Promise<void>;
}

const heading = (page: Page): Promise<void> => page.getByRole("heading").first().waitFor();

export const PAGES: readonly BesideRoom[] = [
  { name: "landing", path: () => "/", ready: heading },
  { name: "privacy", path: () => "/privacy", ready: heading },
  { name: "monitor", path: ({ id }) => `/room/${id}/monitor`, ready: heading },
  { name: "results", path: ({ id }) => `/room/${id}/results`, ready: heading },
  { name: "lessons", path: ({ id }) => `/room/${id}/lessons`, ready: heading },
];
