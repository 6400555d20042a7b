import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { findOddCharacters, fixOddCharacters } from "../../../components/editor/characters.ts";
import { formatYaml } from "../../../components/editor/formatYaml.ts";

describe("TABLES-11 characters that only look like YAML", () => {
  test.each([
    ["a tab of indentation", "spec:\n\tname: x\n", "spec:\n  name: x\n"],
    ["a no-break space", "a:\u00a0b\n", "a: b\n"],
    ["a wide space", "a:\n\u3000b: c\n", "a:\n b: c\n"],
    ["invisible characters", "\ufeffa: b\u200b\n", "a: b\n"],
    ["curly quotes", "a: “b c”\nd: ‘e’\n", "a: \"b c\"\nd: 'e'\n"],
    ["a full-width colon", "name：pod-1\nkind： Pod\n", "name: pod-1\nkind: Pod\n"],
    ["a full-width comma and brackets in a flow", "a: ［b，c］\nd: {e: f，g: h}\n", "a: [b,c]\nd: {e: f,g: h}\n"],
    ["dashes of a list", "a:\n  – b\n  － c\n", "a:\n  - b\n  - c\n"],
    ["keys within a flow", "labels: {app：web，tier： db, a：b}\n", "labels: {app: web,tier: db, a: b}\n"],
    ["curly quotes around a hash", "a: “b # c”\nd: [“e # f”, ‘g’]\n", 'a: "b # c"\nd: ["e # f", \'g\']\n'],
    ["commas of a text in curly quotes", "a: [“안녕，세상”，b]\n", 'a: ["안녕，세상",b]\n'],
    ["quotes of a shell's command", "command: [“sh”, “-c”, “echo ‘a’”]\n", 'command: ["sh", "-c", "echo \'a\'"]\n'],
    ["dashes between documents", "a: 1\n—-\nb: 2\n—\nc: 3\n", "a: 1\n---\nb: 2\n---\nc: 3\n"],
    [
      "full-width digits and letters",
      "replicas: ３ # ３개\nports: [{containerPort: ８０８０}]\nimage: ｎｇｉｎｘ：１．２５\n",
      "replicas: 3 # ３개\nports: [{containerPort: 8080}]\nimage: nginx:1.25\n",
    ],
    [
      "curly quotes over lines",
      "a: “first # no comment\n  second，‘x’\n  third” # 끝\nb: “c”\n",
      'a: "first # no comment\n  second，\'x\'\n  third" # 끝\nb: "c"\n',
    ],
    ["a full-width hash", "a: b ＃ 설명\n", "a: b # 설명\n"],
  ])("%s", (_, given, wanted) => {
    expect(fixOddCharacters(given)).toBe(wanted);
    for (const { errors } of parseAllDocuments(fixOddCharacters(given))) expect(errors).toEqual([]);
  });

  test.each([
    "a: b # 주석에는 “무엇이든”， 쓸 수 있어요：\u00a0예\n",
    'a: "“안녕”，\u3000하세요："\n',
    "a: 'it''s “so”'\n",
    "a: |\n  “글”， 그대로：\n\t탭도\nb: c\n",
    "note: 시간：3시，장소：교실\n",
    "note: 그는 “안녕” 했다, it’s so\n",
    "a: b\t# 탭 뒤의 주석\n",
    "note: 매일 ３ 시\n",
    'a: "둘째 줄까지\n  “이어지고”， 여기서 끝나요"\n',
  ])("leaves %j alone", (text) => expect(findOddCharacters(text)).toEqual([]));

  test("each is told with its place", () => {
    expect(findOddCharacters("a: b\nc：d")).toEqual([{ from: 6, to: 7, code: "fullWidth", found: "：", fix: ": " }]);
  });
});

test("TABLES-12 formatting keeps comments, documents and order", () => {
  expect(formatYaml("# 파드\nkind:   Pod # 종류\nspec:\n    containers:\n    -   name: c\n---\nkind: Service\n")).toBe(
    "# 파드\nkind: Pod # 종류\nspec:\n  containers:\n    - name: c\n---\nkind: Service\n",
  );
  expect(formatYaml("# 아직 없음\n")).toBe("# 아직 없음\n");
  expect(formatYaml("---\na:   1\n---\n---\n# 설명\n---\nb: 2\n---\n")).toBe("a: 1\n---\n # 설명\n---\nb: 2\n");
  expect(formatYaml("a: [")).toBeUndefined();
});
