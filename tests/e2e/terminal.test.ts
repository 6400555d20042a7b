/** The terminal in a real browser. */
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { visitor } from "../support/chromium.ts";
import { openStage } from "../support/stage.ts";

/** Where pictures go, for whoever wants to look; left out: nowhere. */
const PICTURES = process.env["PICTURES"];

const stage = openStage("terminal");

const screen = async (page: Page): Promise<string> =>
  (await page.locator("[data-terminal=true] .xterm-rows > div").allTextContents())
    .map((row) => row.replaceAll("\u00a0", " ").trimEnd())
    .join("\n");

async function type(page: Page, line: string, ...seen: readonly (string | RegExp)[]): Promise<void> {
  await page.keyboard.type(`${line}\n`);
  for (const text of seen) await expect.poll(() => screen(page), { timeout: 20_000 }).toMatch(text);
}

describe("TERM-3 the terminal", () => {
  test("TERM-3 TERM-4 KRD-22 kubectl, pipes, here-documents, the node's network, a container's shell, Ctrl-C, Tab", async () => {
    const { page } = await visitor(stage.browser);
    await page.setViewportSize({ width: 1440, height: 1000 });
    await page.goto(`${stage.server.url}/?lang=en&theme=light`);
    await page.getByRole("button", { name: "Try it now" }).click();
    await page.locator("[data-testid=room][data-phase=live]").waitFor();
    await page.getByRole("tab", { name: "Terminal" }).click();
    await expect.poll(() => screen(page), { timeout: 30_000 }).toContain("root@k8s-master:~#");
    await type(page, "kubectl get nodes", "k8s-worker2", "v1.36.2");
    await type(page, "kubectl run web --image=kubetm/init", "pod/web created");
    await type(page, "kubectl wait --for=condition=Ready pod/web --timeout=60s", "condition met");
    await type(page, "clear");
    await type(page, "kubectl get pods -o name | grep web | tr a-z A-Z", "POD/WEB");
    await type(page, "cat <<EOF > 메모.txt\n안녕 Pod\nEOF");
    await type(page, "cat 메모.txt | wc -l; cat 메모.txt", /\n1\n안녕 Pod/);
    await type(page, "curl -s $(kubectl get pod web -o jsonpath='{.status.podIP}'):8080/hostname", "Hostname : web");
    await type(page, "clear");
    await type(page, "kubectl exec -it web -- sh", /^#\s*$/m);
    await type(page, "echo in-$(hostname); exit", "in-web");
    await type(page, "clear");
    await type(page, "mkdir -p out/deep; cp 메모.txt out/deep/text; kubectl cp out web:/tmp");
    await type(page, "kubectl exec web -- cat /tmp/out/deep/text | tr P p", /^안녕 pod$/m);
    await type(page, "kubectl cp web:/tmp/out back; cat back/deep/text | tr P b", /^안녕 bod$/m);
    await type(page, "kubectl get pods -w", /web\s+1\/1/);
    await page.keyboard.press("Control+c");
    await expect.poll(() => screen(page)).toMatch(/\^C\nroot@k8s-master:~#/);
    await page.keyboard.type("kubectl get no k8s-m\t");
    await expect.poll(() => screen(page)).toContain("kubectl get no k8s-master");
    await page.keyboard.press("Control+u");
    await page.getByRole("button", { name: "Two containers, one IP" }).click();
    await page.getByRole("article").getByRole("button", { name: "Apply", exact: true }).click();
    await page.locator("[data-held=true]").nth(1).waitFor({ timeout: 20_000 });
    await page.getByRole("button", { name: "Next step" }).click();
    await page.getByRole("button", { name: "Run in the terminal" }).click();
    await expect.poll(() => screen(page), { timeout: 20_000 }).toContain("containerPort : 8080");
    await page.locator("[data-held=true]").waitFor({ timeout: 20_000 });
    await page.reload();
    await page.locator("[data-testid=room][data-phase=live]").waitFor();
    await expect.poll(() => screen(page), { timeout: 30_000 }).toContain("root@k8s-master:~#");
    await page.locator("[data-terminal=true]").click();
    await type(page, "cat 메모.txt", "안녕 Pod");
  });

  test("TERM-5 TERM-6 TERM-7 TERM-9 TERM-10 loops, files and history of all tabs, vi, the clipboard", async () => {
    const { page, context } = await visitor(stage.browser);
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto(`${stage.server.url}/?lang=en&theme=light`);
    await page.getByRole("button", { name: "Try it now" }).click();
    await page.locator("[data-testid=room][data-phase=live]").waitFor();
    await page.getByRole("tab", { name: "Terminal" }).click();
    const prompt = /root@k8s-master:~#$/;
    await expect.poll(() => seen(page), { timeout: 30_000 }).toMatch(prompt);
    await type(page, "i=0; while true; do i=$((i+1)); echo turn $i; sleep 0.1; done", /turn 3\n/);
    await page.keyboard.press("Control+c");
    await expect.poll(() => seen(page)).toMatch(prompt);

    await type(page, "vi cm.yaml");
    const dialog = page.getByRole("dialog", { name: "Edit cm.yaml" });
    await dialog.waitFor();
    await page.keyboard.type("{apiVersion: v1, kind: ConfigMap, metadata: {name: from-vi}}", { delay: 1 });
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await dialog.getByRole("alert").getByText("What you changed is not saved yet.").waitFor();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    await expect.poll(() => seen(page)).toMatch(prompt);
    await page.locator("[data-terminal=true] textarea:focus").waitFor({ state: "attached" });

    await page.getByRole("button", { name: "New terminal" }).click();
    await expect.poll(() => seen(page)).toMatch(prompt);
    await type(page, "clear");
    await page.keyboard.type("kubectl apply -f c\t");
    await expect.poll(() => seen(page)).toMatch(/apply -f cm\.yaml$/);
    await type(page, "", "configmap/from-vi created");
    await page.keyboard.press("Control+d");
    await page.getByRole("button", { name: "Terminal 2" }).waitFor({ state: "detached" });

    await page.reload();
    await page.locator("[data-testid=room][data-phase=live]").waitFor();
    await expect.poll(() => seen(page), { timeout: 30_000 }).toMatch(prompt);
    await page.locator("[data-terminal=true]").click();
    await page.keyboard.press("Control+r");
    await page.keyboard.type("turn");
    await expect.poll(() => seen(page)).toMatch(/\(reverse-i-search\)`turn': i=0; while true/);
    await page.keyboard.press("Control+g");
    await page.evaluate(() => navigator.clipboard.writeText("echo 하나\necho 둘"));
    await page.keyboard.press("Control+v");
    await expect.poll(() => seen(page)).toMatch(/\n하나\n.*# echo 둘$/);
    await context.close();
  }, 90_000);
});

test("TERM-11 what is written for kubectl edit survives a reload, and goes to the cluster by its command", async () => {
  const { page, context, errors } = await visitor(stage.browser);
  await page.goto(`${stage.server.url}/?lang=en&theme=light`);
  await page.getByRole("button", { name: "Try it now" }).click();
  await page.locator("[data-testid=room][data-phase=live]").waitFor();
  await page.getByRole("tab", { name: "Terminal" }).click();
  const prompt = /root@k8s-master:~#$/;
  await expect.poll(() => seen(page), { timeout: 30_000 }).toMatch(prompt);
  await type(page, "kubectl create cm notes --from-literal=a=one", "configmap/notes created");
  const dialog = page.getByRole("dialog", { name: /^Edit / });
  const editor = dialog.getByRole("textbox");
  /** Writes in place of the line of `a`. */
  const write = async (value: string): Promise<void> => {
    const lines = await dialog.locator(".cm-line").allTextContents();
    await editor.fill(lines.map((line) => line.replace(/^  a: .*/, `  a: ${value}`)).join("\n"));
  };
  const reload = async (): Promise<void> => {
    await page.reload();
    await page.locator("[data-testid=room][data-phase=live]").waitFor();
    await dialog.getByText("the shell that waited for this text is gone").waitFor({ timeout: 30_000 });
  };
  await type(page, "kubectl edit cm notes");
  await dialog.waitFor();
  await write("two");
  await reload();
  await dialog.getByText("a: two").waitFor();
  if (PICTURES) await page.screenshot({ path: join(PICTURES, "edit-kept.png") });
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect.poll(() => seen(page), { timeout: 20_000 }).toMatch(/configmap\/notes edited/);
  await type(page, "kubectl get cm notes -o jsonpath={.data.a}; echo", /\ntwo\n/);

  // Left, nothing is kept.
  await type(page, "kubectl edit cm notes");
  await dialog.waitFor();
  await write("three");
  await reload();
  await dialog.getByRole("button", { name: "Leave as it is" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.reload();
  await page.locator("[data-testid=room][data-phase=live]").waitFor();
  await expect.poll(() => seen(page), { timeout: 30_000 }).toMatch(prompt);
  expect(await dialog.count()).toBe(0);
  expect(errors).toEqual([]);
  await context.close();
}, 120_000);

const seen = async (page: Page): Promise<string> => (await screen(page)).trimEnd();
