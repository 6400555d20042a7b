/** Tables, the + and the editor in a real browser, against the real built server. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { axeFindings, visitor } from "../support/chromium.ts";
import { openStage } from "../support/stage.ts";

const stage = openStage("tables");

const POD =
  "apiVersion: v1\nkind: Pod\nmetadata:\n  name: pod-7\nspec:\n  containers:\n    - name: c\n      image: kubetm/init\n";

test("TABLES-7 over all namespaces deploying fails with the server's own words, then works in the chosen one", async () => {
  const { page, context, errors } = await visitor(stage.browser);
  await enter(page, "ko");
  await page.getByTestId("namespace").selectOption("");
  await page.getByRole("tab", { name: "표", exact: true }).click();
  await page.getByTestId("create").click();
  await page.getByTestId("create-text").getByRole("textbox").fill(POD);
  await page.getByTestId("deploy").click();
  const dialog = page.getByRole("dialog", { name: "Deploying file has failed" });
  await dialog.getByText("the server does not allow this method on the requested resource").waitFor();
  await dialog.getByText("POST /api/v1/pods 요청에 405 응답").waitFor();
  await dialog.getByText("왜 실패했을까요?").waitFor();
  await dialog.getByRole("button", { name: "default에 만들기" }).click();
  await row(page, "pod-7").waitFor();
  expect(await page.getByTestId("namespace").inputValue()).toBe("default");
  expect(errors).toEqual([]);
  await context.close();
}, 40_000);

test("TABLES-6 TABLES-9 a file dropped on the dialog and an application from the form", async () => {
  const { page, context } = await visitor(stage.browser);
  await enter(page, "en");
  await page.getByRole("tab", { name: "Tables" }).click();
  await page.getByTestId("create").click();
  await page.getByRole("tab", { name: "From file" }).click();
  await page.locator("input[type=file]").setInputFiles({
    name: "pod-7.yaml",
    mimeType: "application/yaml",
    buffer: Buffer.from(POD),
  });
  await page.getByText("1 file read").waitFor();
  await page.getByTestId("deploy").click();
  await row(page, "pod-7").waitFor();

  await page.getByTestId("create").click();
  await page.getByRole("tab", { name: "From form" }).click();
  await page.getByLabel("App name").fill("shop");
  await page.getByLabel("Container image").fill("kubetm/app");
  await page.getByLabel("Number of Pods").fill("2");
  await page.getByRole("combobox", { name: "Service", exact: true }).selectOption("internal");
  expect(await page.getByTestId("form-yaml").textContent()).toContain("kind: Service");
  await page.getByTestId("deploy").click();
  await kind(page, "Deployments");
  await row(page, "shop").getByText("2/2").waitFor();
  await kind(page, "Services");
  await row(page, "shop").getByText("80/TCP").waitFor();
  await context.close();
}, 40_000);

test("TABLES-4 PAGE-8 several are scaled together and taken back one by one; the order of rows stands in the address", async () => {
  const { page, context } = await visitor(stage.browser);
  await enter(page, "en");
  const deployment = (name: string): string =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  replicas: 1\n  selector:\n    matchLabels: {app: ${name}}\n  template:\n    metadata:\n      labels: {app: ${name}}\n    spec:\n      containers:\n        - name: c\n          image: nginx\n`;
  await page.getByRole("tab", { name: "Tables" }).click();
  await page.getByTestId("create").click();
  await page
    .getByTestId("create-text")
    .getByRole("textbox")
    .fill(`${deployment("a")}---\n${deployment("b")}`);
  await page.getByTestId("deploy").click();
  await kind(page, "Deployments");
  await row(page, "b").getByText("1/1").waitFor();
  await page.getByRole("columnheader").getByRole("button", { name: "Name", exact: true }).dblclick();
  await expect.poll(() => rows(page)).toEqual(["b", "a"]);
  expect(new URL(page.url()).searchParams.get("sort")).toBe("-name");
  await page.reload();
  await expect.poll(() => rows(page)).toEqual(["b", "a"]);
  await page.getByRole("checkbox", { name: "Mark all" }).check();
  await page.getByRole("toolbar").getByRole("button", { name: "Scale" }).click();
  await page.getByRole("dialog").getByRole("spinbutton").fill("2");
  await page.keyboard.press("Enter");
  await row(page, "a").getByText("2/2").waitFor();
  await row(page, "b").getByText("2/2").waitFor();
  await page.keyboard.press("u");
  await page.keyboard.press("u");
  await row(page, "a").getByText("1/1").waitFor();
  await row(page, "b").getByText("1/1").waitFor();
  await context.close();
}, 60_000);

test("TABLES-3 TABLES-4 TABLES-5 rows are found by words and chips, marked, and deleted when asked", async () => {
  const { page, context } = await visitor(stage.browser);
  await enter(page, "en");
  await page.getByTestId("templates").selectOption("04-labels-six-pods.yaml");
  await page.getByTestId("apply").click();
  await page.getByRole("tab", { name: "Tables" }).click();
  await row(page, "pod-6").waitFor();
  await row(page, "pod-1").getByRole("button", { name: "type=web" }).click();
  await expect.poll(() => rows(page)).toEqual(["pod-1", "pod-4"]);
  expect(new URL(page.url()).searchParams.get("labels")).toBe("type=web");
  await page.getByRole("checkbox", { name: "Mark all" }).check();
  await page.getByText("2 marked").waitFor();
  await page.getByRole("toolbar").getByRole("button", { name: "Delete" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete 2 objects?" });
  await dialog.getByLabel("At once, without a grace period").check();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await page.getByText("Nothing here carries these labels and words.").waitFor();
  await page.getByRole("button", { name: "Show all" }).click();
  await expect.poll(() => rows(page)).toEqual(["pod-2", "pod-3", "pod-5", "pod-6"]);
  await page.getByLabel("Search name, label, state").fill("lo=dev");
  await expect.poll(() => rows(page)).toEqual(["pod-2", "pod-3"]);
  await context.close();
}, 40_000);

test("TABLES-1 TABLES-2 a custom resource has a table with the columns its definition prints", async () => {
  const { page, context } = await visitor(stage.browser);
  await enter(page, "en");
  await page.getByRole("textbox", { name: "YAML" }).fill(DEFINITION);
  await page.getByTestId("apply").click();
  await page.getByRole("tab", { name: "Tables" }).click();
  await kind(page, "Courses");
  await page.getByTestId("create").click();
  const course = "apiVersion: school.example/v1\nkind: Course\nmetadata:\n  name: k8s\nspec:\n  weeks: 7\n";
  await page.getByTestId("create-text").getByRole("textbox").fill(course);
  await page.getByTestId("deploy").click();
  await row(page, "k8s").getByRole("cell", { name: "7", exact: true }).waitFor();
  await page.getByRole("button", { name: "Weeks" }).waitFor();
  await context.close();
}, 40_000);

test("TABLES-17 between lesson, inspector and dock a pod's node is in sight, with all namespaces", async () => {
  const { page, context } = await visitor(stage.browser);
  await enter(page, "en");
  const panels = "step=pods-labels-nodes/services/make&dock=terminal&at=nodes//k8s-master";
  await page.goto(`${page.url().replace(/\?.*/, "")}?lang=en&view=tables&kind=pods&ns=&${panels}`);
  const pod = row(page, "kube-controller-manager-k8s-master");
  await pod.waitFor();
  await page.getByRole("heading", { name: "Two Services" }).waitFor();
  await page.getByRole("tab", { name: "Timeline" }).waitFor();
  const right = async (place: ReturnType<typeof row>): Promise<number> => {
    const box = await place.boundingBox();
    return (box?.x ?? 0) + (box?.width ?? 0);
  };
  const actions = await pod.getByRole("button", { name: /^Actions for/ }).boundingBox();
  for (const place of [
    page.getByRole("columnheader", { name: "Node", exact: true }),
    pod.getByRole("cell", { name: "k8s-master", exact: true }),
  ])
    expect(await right(place)).toBeLessThanOrEqual((actions?.x ?? 0) + 1);
  // The name is whole to whoever hears it, and its end to whoever sees it.
  const name = pod.getByRole("button", { name: "kube-controller-manager-k8s-master", exact: true });
  expect(await right(name.getByText("master", { exact: true }))).toBeLessThanOrEqual((await right(name)) + 1);
  await context.close();
}, 40_000);

test("TABLES-11 TABLES-10 a manifest pasted from a blog is put right, its errors stand at their place", async () => {
  const { page, context, errors } = await visitor(stage.browser);
  await enter(page, "en");
  const editor = page.getByRole("textbox", { name: "YAML" });
  await editor.fill(
    "apiVersion: v1\nkind: Pod\nmetadata:\n\u00a0\u00a0name： “pod-9” # 이름，“예”\nspec:\n\tcontainers:\n\t\t– name: c\n\t\t\timagee: kubetm/init\n",
  );
  await page.getByTestId("odd-characters").getByText("characters here only look like YAML").waitFor();
  await page.getByTestId("odd-characters").getByRole("button", { name: "Fix all" }).click();
  await page.getByTestId("odd-characters").waitFor({ state: "detached" });
  expect(await linesOf(page)).toContain('  name: "pod-9" # 이름，“예”');
  const marked = page.locator(".cm-lintRange-error");
  await expect.poll(() => marked.allTextContents(), { timeout: 10_000 }).toEqual(["imagee"]);
  await marked.hover();
  await page.getByText("There is no field imagee here. Do you mean image?").first().waitFor();
  await page.getByRole("button", { name: "Write image" }).first().click();
  await expect.poll(() => marked.count()).toBe(0);

  await page.getByRole("button", { name: "Try without storing (dry run)" }).click();
  await page.getByTestId("outcomes").getByText("would be created").waitFor();
  await page.getByTestId("apply").click();
  await page.getByTestId("outcomes").getByText("✓ created").waitFor();
  await editor.fill((await linesOf(page)).join("\n").replace("kubetm/init", "kubetm/app"));
  await page.getByRole("button", { name: "What would change" }).click();
  await page.getByTestId("diff").getByText("image: kubetm/app").waitFor();
  await page.getByTestId("diff").getByText("image: kubetm/init").waitFor();
  await page.reload();
  await page.locator("[data-testid=room][data-phase=live]").waitFor();
  await expect.poll(() => linesOf(page).then((lines) => lines.join("\n"))).toContain("image: kubetm/app");
  expect(errors).toEqual([]);
  await context.close();
}, 40_000);

test("TABLES-10 fields are completed and described from the cluster's schema", async () => {
  const { page, context } = await visitor(stage.browser);
  await enter(page, "en");
  const editor = page.getByRole("textbox", { name: "YAML" });
  await editor.fill("apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d\nspec:\n  ");
  await editor.press("ControlOrMeta+End");
  await page.keyboard.type("repl");
  await page.locator(".cm-tooltip-autocomplete").getByText("replicas").click();
  await page.keyboard.type("2");
  await expect.poll(() => linesOf(page)).toContain("  replicas: 2");
  await page.locator(".cm-line", { hasText: "replicas" }).getByText("replicas").hover();
  await page.locator(".cm-field-hover").getByText("spec.replicas · integer").waitFor();
  await context.close();
}, 40_000);

test.each(["light", "dark"])(
  "TABLES-13 axe finds nothing in tables, the + and the editor (%s)",
  async (theme) => {
    const { page, context } = await visitor(stage.browser);
    // What is still fading in has no contrast yet.
    await page.emulateMedia({ reducedMotion: "reduce" });
    await enter(page, "ko", theme);
    await page.getByTestId("templates").selectOption("04-labels-six-pods.yaml");
    await page.getByTestId("apply").click();
    await page.getByTestId("outcomes").getByText("pod/pod-6").waitFor();
    await page.getByTestId("namespace").selectOption("");
    await page.getByRole("tab", { name: "표", exact: true }).click();
    await row(page, "pod-6").getByRole("checkbox").click();
    await expect.poll(() => axeFindings(page), { timeout: 8_000, interval: 500, message: "tables" }).toEqual([]);
    await page.getByTestId("create").click();
    await page.getByTestId("create-text").getByRole("textbox").fill(POD);
    await expect.poll(() => axeFindings(page), { timeout: 8_000, interval: 500, message: "from input" }).toEqual([]);
    for (const way of ["파일로", "양식으로"]) {
      await page.getByRole("tab", { name: way }).click();
      await expect.poll(() => axeFindings(page), { timeout: 8_000, interval: 500, message: way }).toEqual([]);
    }
    await page.getByRole("tab", { name: "직접 입력" }).click();
    await page.getByTestId("deploy").click();
    await page.getByTestId("deploy-message").waitFor();
    await expect.poll(() => axeFindings(page), { timeout: 8_000, interval: 500, message: "failed" }).toEqual([]);
    await context.close();
  },
  40_000,
);

const DEFINITION = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: courses.school.example
spec:
  group: school.example
  scope: Namespaced
  names: {plural: courses, singular: course, kind: Course}
  versions:
    - name: v1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {weeks: {type: integer}}}}}}
      additionalPrinterColumns: [{name: Weeks, type: integer, jsonPath: .spec.weeks}]
`;

async function enter(page: Page, lang: string, theme = "light"): Promise<void> {
  await page.goto(`${stage.server.url}/?lang=${lang}&theme=${theme}`);
  await page.getByRole("button", { name: lang === "ko" ? "지금 써 보기" : "Try it now" }).click();
  await page.locator("[data-testid=room][data-phase=live]").waitFor({ timeout: 15_000 });
}

function row(page: Page, name: string) {
  return page.locator(`tr[data-row="${name}"]`);
}

function rows(page: Page): Promise<readonly (string | null)[]> {
  return page.locator("tr[data-row]").evaluateAll((found) => found.map((one) => one.getAttribute("data-row")));
}

async function kind(page: Page, name: string): Promise<void> {
  await page.getByRole("navigation", { name: "Kinds" }).getByRole("button", { name, exact: true }).click();
}

function linesOf(page: Page): Promise<readonly string[]> {
  return page.locator(".cm-line").allTextContents();
}
