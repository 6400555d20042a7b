/** What is done with objects by a click: in the row's menu, the inspector's and the palette, with one and with several. */
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { carryCookie, axeFindings, visitor } from "../support/chromium.ts";
import { deploymentOf } from "../support/manifests.ts";
import { type CreatedRoom, createRoom, joinRoom } from "../support/rooms/serverProcess.ts";
import { openAs, openStage } from "../support/stage.ts";

/** Where pictures go, for whoever wants to look; left out: nowhere. */
const PICTURES = process.env["PICTURES"];

const stage = openStage("actions", () => ({ CHANGE_RATE: "2000" }));

const CRON_JOB = {
  apiVersion: "batch/v1",
  kind: "CronJob",
  metadata: { name: "report" },
  spec: {
    schedule: "0 4 * * *",
    jobTemplate: {
      spec: {
        template: {
          spec: {
            restartPolicy: "Never",
            containers: [{ name: "c", image: "busybox", command: ["echo", "done"] }],
          },
        },
      },
    },
  },
};
const MANIFESTS = [deploymentOf("shop", 2), deploymentOf("cart"), CRON_JOB];

interface Opened {
  readonly page: Page;
  readonly room: CreatedRoom;
  readonly errors: readonly string[];
  close(): Promise<void>;
}

async function open(query: string, body: object = {}): Promise<Opened> {
  const room = await createRoom(stage.server.url, { template: "course", manifests: MANIFESTS, ...body });
  const { page, errors, context } = await visitor(stage.browser);
  await carryCookie(context, room.cookie, stage.server.url);
  await page.goto(`${stage.server.url}/room/${room.id}?lang=en&theme=light&${query}`);
  await live(page);
  return { page, room, errors, close: () => context.close() };
}

const live = (page: Page): Promise<void> => page.locator("[data-testid=room][data-phase=live]").waitFor();
const row = (page: Page, name: string | RegExp) =>
  typeof name === "string"
    ? page.locator(`tr[data-row="${name}"]`)
    : page.locator("tr[data-row]").filter({ hasText: name });
const go = async (page: Page, query: string): Promise<void> => {
  await page.goto(`${page.url().replace(/\?.*/, "")}?lang=en&theme=light&${query}`);
  await live(page);
};
const picture = async (page: Page, name: string): Promise<void> => {
  if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`) });
};
const said = (page: Page, text: string): Promise<void> => page.getByText(text).first().waitFor();

/** Opens the menu of a row, or of the inspector. */
async function menu(page: Page, of: { readonly row: string } | "inspector"): Promise<void> {
  const button =
    of === "inspector"
      ? page.getByRole("button", { name: "Actions", exact: true })
      : page.getByRole("button", { name: `Actions for ${of.row}`, exact: true });
  await button.click();
  await page.getByRole("menu").waitFor();
}
async function choose(page: Page, of: { readonly row: string } | "inspector", item: string): Promise<void> {
  await menu(page, of);
  await page
    .getByRole("menuitem", { name: new RegExp(`^${item}`) })
    .first()
    .click();
}

describe.each(["row", "inspector"] as const)("from the menu of the %s", (place) => {
  const at = (kind: string, name: string): string =>
    place === "row"
      ? `view=tables&kind=${kind}`
      : `view=tables&kind=${kind}&at=${kind}/${kind === "nodes" ? "" : "default"}/${name}`;
  const of = (name: string): { readonly row: string } | "inspector" => (place === "row" ? { row: name } : "inspector");

  test("TABLES-14 TABLES-15 drain, run now, suspend, pause, scale, restart, delete", async () => {
    const { page, errors, close } = await open(at("deployments.apps", "shop"));
    await row(page, "shop").getByText("2/2").waitFor();
    await choose(page, of("shop"), "Pause rollout");
    await said(page, "Paused the rollout of shop");
    await choose(page, of("shop"), "Resume rollout");
    await said(page, "Resumed the rollout of shop");
    await choose(page, of("shop"), "Scale");
    await page.getByRole("dialog", { name: "Scale shop" }).getByLabel("Replicas").fill("3");
    await page.keyboard.press("Enter");
    await row(page, "shop").getByText("3/3").waitFor();
    await choose(page, of("shop"), "Restart");
    await said(page, "Restarted shop");
    await menu(page, of("shop"));
    await picture(page, `menu-${place}`);
    await page.keyboard.press("Escape");

    await go(page, at("cronjobs.batch", "report"));
    await choose(page, of("report"), "Run now");
    await page
      .getByText(/Started report-manual-\S+ from report/)
      .first()
      .waitFor();
    await choose(page, of("report"), "Suspend");
    await said(page, "Suspended report");
    await choose(page, of("report"), "Resume");
    await said(page, "Resumed report");
    await go(page, "view=tables&kind=jobs.batch");
    await row(page, /report-manual-/)
      .getByText("Complete")
      .waitFor({ timeout: 30_000 });

    await go(page, at("nodes", "k8s-worker1"));
    await choose(page, of("k8s-worker1"), "Drain");
    await said(page, "Drained k8s-worker1");
    await row(page, "k8s-worker1").getByText("SchedulingDisabled").waitFor();
    await picture(page, `drained-${place}`);
    await page.keyboard.press("u");
    await row(page, "k8s-worker1").getByText("SchedulingDisabled").waitFor({ state: "detached" });

    await go(page, at("deployments.apps", "cart"));
    await choose(page, of("cart"), "Delete");
    const dialog = page.getByRole("dialog", { name: "Delete cart?" });
    await dialog.getByRole("button", { name: "Delete" }).click();
    await row(page, "cart").waitFor({ state: "detached" });
    expect(errors).toEqual([]);
    await close();
  }, 120_000);
});

test("TABLES-4 PAGE-25 several are labelled, restarted and deleted together; the activity tells that and not the room's own doing", async () => {
  const { page, errors, close } = await open("view=tables&kind=deployments.apps");
  await row(page, "cart").getByText("1/1").waitFor();
  await page.getByRole("checkbox", { name: "Mark all" }).check();
  const bar = page.getByRole("toolbar", { name: "With what is marked" });
  await bar.getByRole("button", { name: "Restart" }).click();
  await said(page, "2 restarted");
  await page.getByRole("checkbox", { name: "Mark all" }).check();
  await bar.getByRole("button", { name: "Label" }).click();
  await page.getByRole("dialog").getByRole("textbox").fill("tier=front");
  await page.keyboard.press("Enter");
  await said(page, "2 labelled");
  await row(page, "cart").getByText("tier=front").waitFor();
  await page.getByRole("checkbox", { name: "Mark all" }).check();
  await bar.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog", { name: "Delete 2 objects?" }).getByRole("button", { name: "Delete" }).click();
  await said(page, "2 objects deleted");
  await page.getByText("Nothing here yet.").waitFor();
  await page.getByRole("tab", { name: "Activity" }).click();
  const told = page.getByTestId("feed").getByRole("listitem");
  await told.filter({ hasText: "deleted deployments/cart" }).first().waitFor();
  expect(await told.filter({ hasText: "the room" }).count()).toBe(0);
  await page.getByRole("button", { name: /Show \d+ things the room did itself/ }).click();
  await told.filter({ hasText: "validatingadmissionpolicies" }).first().waitFor();
  expect(errors).toEqual([]);
  await close();
}, 60_000);

describe("PAGE-24 what one may not do is shown with its reason, and not begun", () => {
  const items = (page: Page, disabled: boolean) =>
    page
      .getByRole("menuitem")
      .and(page.locator(disabled ? "[aria-disabled=true]" : ":not([aria-disabled=true])"))
      .allTextContents();

  test("a viewer: menus, inspector, palette and keys", async () => {
    const { room, close } = await open("");
    const { cookie } = await joinRoom(stage.server.url, room.id, { token: room.token.viewer, nickname: "Vera" });
    const page = await openAs(
      stage,
      cookie,
      `/room/${room.id}?lang=en&theme=light&view=tables&kind=deployments.apps&at=deployments.apps/default/shop`,
    );
    await live(page);
    const WATCH = "You are here to watch: viewers change nothing.";
    await menu(page, { row: "shop" });
    await page.getByTestId("why-not").getByText(WATCH).waitFor();
    expect(await items(page, false)).toEqual(["Logs", "Why", "Copy the name"]);
    await picture(page, "viewer-menu");
    // A menu stands over the page, in none of its landmarks.
    expect((await axeFindings(page)).filter((finding) => !finding.startsWith("region:"))).toEqual([]);
    await page.getByRole("menuitem", { name: "Scale" }).click({ force: true });
    expect(await page.getByRole("dialog").count()).toBe(0);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "One more" }).and(page.locator(":disabled")).waitFor();
    await page.keyboard.press("Delete");
    await page.locator("[data-sonner-toast]").getByText(WATCH).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").fill("scale cart");
    const option = page.getByRole("option").filter({ hasText: "cart" });
    await option.first().getByText(WATCH).waitFor();
    expect(await option.first().getAttribute("aria-disabled")).toBe("true");
    await picture(page, "viewer-palette");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await go(page, "dock=editor");
    await page.getByTestId("why-not-apply").getByText(WATCH).waitFor();
    for (const name of ["Apply", "What would change", "Try without storing (dry run)"])
      await page.getByRole("button", { name, exact: true }).and(page.locator(":disabled")).waitFor();
    await page.getByRole("textbox", { name: "YAML" }).press("Control+Enter");
    await page.locator("[data-sonner-toast]").getByText(WATCH).waitFor();
    await picture(page, "viewer-editor");
    await page.context().close();
    await close();
  }, 60_000);

  test("ROOM-31 a student in what is the cluster's own, and beside it", async () => {
    const { room, close } = await open("", { mode: "shared" });
    const { cookie } = await joinRoom(stage.server.url, room.id, { token: room.token.student, nickname: "mina" });
    const page = await openAs(stage, cookie, `/room/${room.id}?lang=en&theme=light`);
    await live(page);
    await go(page, "view=tables&kind=pods&ns=kube-system");
    await menu(page, { row: "etcd-k8s-master" });
    await page.getByTestId("why-not").getByText("This namespace is the cluster's own").waitFor();
    expect(await items(page, false)).toEqual(["Logs", "Why", "Copy the name"]);
    await page.keyboard.press("Escape");
    expect(await page.getByTestId("create").isDisabled()).toBe(true);
    await go(page, "view=tables&kind=deployments.apps&ns=default");
    await menu(page, { row: "shop" });
    await page.getByRole("menuitem", { name: "Delete" }).waitFor();
    expect(await items(page, true)).toEqual([]);
    expect(await page.getByTestId("create").isDisabled()).toBe(false);
    // What they write may be of any namespace: the server decides.
    expect(await page.getByTestId("apply").isDisabled()).toBe(false);
    await page.context().close();
    await close();
  }, 60_000);

  test("a student in another's namespace, and in their own", async () => {
    const { room, close } = await open("", { mode: "namespace-each" });
    const { cookie } = await joinRoom(stage.server.url, room.id, { token: room.token.student, nickname: "mina" });
    const page = await openAs(stage, cookie, `/room/${room.id}?lang=ko&theme=light`);
    await live(page);
    const own = await page.getByTestId("namespace").inputValue();
    await go(page, "view=tables&kind=deployments.apps&ns=default");
    await menu(page, { row: "shop" });
    await page.getByTestId("why-not").getByText(`You may do this in your own namespace only: ${own}.`).waitFor();
    await page.keyboard.press("Escape");
    await go(page, `view=tables&kind=configmaps&ns=${own}`);
    await menu(page, { row: "kube-root-ca.crt" });
    await page.getByRole("menuitem", { name: "Delete" }).waitFor();
    expect(await items(page, true)).toEqual([]);
    await page.keyboard.press("Escape");
    await go(page, "view=tables&kind=nodes");
    await menu(page, { row: "k8s-worker1" });
    await page.getByTestId("why-not").getByText("Your rights (RBAC) do not allow it: patch nodes.").waitFor();
    await page.keyboard.press("Escape");
    await page.context().close();
    await close();
  }, 60_000);
});

test("PAGE-8 a link one copies shows another the same, whatever their browser remembers", async () => {
  const { page, room, close } = await open("view=tables&kind=deployments.apps&ns=default", { mode: "namespace-each" });
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByLabel("Search name, label, state").fill("sh");
  await page.getByRole("columnheader").getByRole("button", { name: "Name", exact: true }).dblclick();
  await row(page, "shop").click();
  await page.getByRole("tab", { name: "Timeline" }).click();
  await page.getByRole("tab", { name: "Activity" }).click();
  await page.reload();
  await live(page);
  expect(await page.getByTestId("namespace").inputValue()).toBe("default");
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill("copy link");
  await page.keyboard.press("Enter");
  await said(page, "The link is copied.");
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect([...new URL(link).searchParams.keys()].sort()).toEqual([
    "at",
    "dock",
    "kind",
    "ns",
    "q",
    "sort",
    "tab",
    "view",
  ]);

  const { cookie } = await joinRoom(stage.server.url, room.id, { token: room.token.student, nickname: "mina" });
  const other = await openAs(stage, cookie, `/room/${room.id}?lang=ko`);
  await live(other);
  // Their panels were put away.
  for (const key of ["d", "i"]) await other.keyboard.press(key);
  await other.goto(link);
  await live(other);
  await row(other, "shop").waitFor();
  expect(await other.locator("tr[data-row]").count()).toBe(1);
  await other.getByRole("heading", { name: "shop", exact: true }).waitFor();
  expect(await other.getByRole("tab", { selected: true }).allTextContents()).toEqual(
    expect.arrayContaining(["표", "타임라인", "활동"]),
  );
  expect(await other.getByTestId("namespace").inputValue()).toBe("default");
  expect(await other.getByRole("columnheader", { name: /이름/ }).getAttribute("aria-sort")).toBe("descending");
  await picture(other, "link-other");
  await other.context().close();
  await close();
}, 60_000);

test("TABLES-16 of two thousand rows those in sight are drawn; they are found, sorted and scrolled to", async () => {
  const maps = Array.from({ length: 2_000 }, (_, index) =>
    JSON.stringify({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: `cm-${index}`, namespace: "default", labels: { n: String(index % 7) } },
      data: { a: "b" },
    }),
  );
  const { page, close } = await open("view=tables&kind=configmaps", { manifests: [maps.join("\n---\n")] });
  const table = page.getByRole("table");
  await expect.poll(() => table.getAttribute("aria-rowcount"), { timeout: 30_000 }).toBe("2002");
  const drawn = (): Promise<number> => page.locator("tr[data-row]").count();
  expect(await drawn()).toBeLessThan(80);
  await page.getByLabel("Search name, label, state").fill("cm-1999");
  await expect.poll(() => table.getAttribute("aria-rowcount")).toBe("2");
  await row(page, "cm-1999").waitFor();
  await page.getByLabel("Search name, label, state").fill("");
  await page.getByRole("columnheader").getByRole("button", { name: "Name", exact: true }).dblclick();
  await row(page, "cm-1999").waitFor();
  await table.evaluate((element) => element.parentElement?.scrollTo(0, 1e9));
  await row(page, "cm-0").waitFor();
  expect(await drawn()).toBeLessThan(80);
  await close();
}, 90_000);
