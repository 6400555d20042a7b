import { expect, test } from "vitest";
import { embedAsk, embedSnippet, embedUrl } from "../../components/embed/embedAddress.ts";

const LINK = "https://podroom.example/room/abc/embed#k=secret-1";
const CHOICE = {
  theme: "" as const,
  lang: "" as const,
  table: "",
  map: true,
  namespace: "default",
  labels: [],
  owners: false,
  viewerLink: "",
};

test("PAGE-16 the address of an embedded view is read as it is written", () => {
  expect(embedUrl(LINK, CHOICE)).toBe(LINK);
  const url = new URL(
    embedUrl(LINK, {
      ...CHOICE,
      theme: "dark",
      lang: "en",
      table: "deployments.apps",
      map: false,
      namespace: "",
      viewerLink: "https://podroom.example/room/abc#k=viewer-2",
    }),
  );
  expect(url.search).toBe("?lang=en&theme=dark&ns=&table=deployments.apps&map=0");
  expect(embedAsk(url.search, url.hash)).toEqual({
    token: "secret-1",
    viewer: "viewer-2",
    table: "deployments.apps",
    map: false,
  });
  // What is no table of the view is none, and without one the map is shown.
  expect(embedAsk("?table=secrets&map=0", "#k=<x>")).toEqual({
    token: undefined,
    viewer: undefined,
    table: undefined,
    map: true,
  });
});

test("PAGE-16 a room's name breaks no page that the snippet is pasted into", () => {
  const snippet = embedSnippet(`${LINK}&v=2`, `"><script>alert(1)</script>`);
  expect(snippet).toMatch(/^<iframe src="[^"<>]*" title="[^"<]*" width=/);
  expect(snippet).toContain("#k=secret-1&amp;v=2");
});
