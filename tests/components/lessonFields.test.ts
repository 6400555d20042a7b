/** What the editor of lessons knows of fields, and where. */
import { describe, expect, it } from "vitest";
import { allFields, fieldsAt } from "../../components/authoring/language/fields.ts";
import { regionAt, stepAt } from "../../components/authoring/language/regions.ts";
import { template } from "../../components/authoring/template.ts";
import { lessonFields as en } from "../../components/i18n/en/lessonFields.ts";
import { lessonFields as ko } from "../../components/i18n/ko/lessonFields.ts";
import { readOwnLesson } from "../../server/protocol/lessonText/ownLesson.ts";
import { DELETE_STEP, lessonText } from "../support/lessonText.ts";

const names = (...given: Parameters<typeof fieldsAt>) => fieldsAt(...given).map(({ name }) => name);

describe("LESSON-20 the editor's knowledge", () => {
  it("LESSON-20 every field has words in both languages, and no words are of a field there is not", () => {
    const known = allFields().map(({ scope, name }) => `${scope}.${name}`);
    for (const { fields } of [en, ko])
      expect(
        Object.entries(fields)
          .flatMap(([scope, words]) => Object.keys(words).map((name) => `${scope}.${name}`))
          .sort(),
      ).toEqual(known.toSorted());
  });

  it("LESSON-20 fields follow what stands there: the check's own, those of what is in it", () => {
    expect(names("check", [0], new Set())).toContain("endpoints");
    expect(names("check", [0], new Set(["that", "log"]))).toEqual(expect.arrayContaining(["contains", "matches"]));
    expect(names("check", [0], new Set(["log"]))).not.toContain("path");
    expect(names("check", [0, "asked"], new Set())).toEqual(["url", "from", "status", "contains", "fails"]);
    expect(names("check", [0, "any", 1], new Set(["object"]))).toContain("path");
    expect(names("mistake", ["when"], new Set(["did"]))).toEqual(["that", "did"]);
    expect(names("head", [], new Set())).toContain("minutes");
    expect(names("text", [], new Set())).toEqual([]);
  });

  it("LESSON-20 a place stands in the front matter, in a fence or in text, also while the fence is open", () => {
    const text = lessonText({ more: DELETE_STEP });
    const kindAt = (needle: string, of = text) => regionAt(of, of.indexOf(needle)).kind;
    expect(kindAt("minutes")).toBe("head");
    expect(kindAt("object: pods")).toBe("check");
    expect(kindAt("kind: Pod")).toBe("text");
    expect(kindAt("A pod of")).toBe("text");
    expect(kindAt("- that: x", "---\nlesson: a\n---\n## A {#a}\n```check\n- that: x")).toBe("check");
    expect([stepAt(text, 0), stepAt(text, text.indexOf("web runs")), stepAt(text, text.length)]).toEqual([0, 0, 1]);
  });

  it("LESSON-20 a new lesson begins as one that can be tried", () => {
    for (const language of ["ko", "en"] as const)
      expect(readOwnLesson(template(language, new Set())).isWhole).toBe(true);
  });
});
