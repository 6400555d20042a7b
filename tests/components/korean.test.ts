/** What is written in Korean is read aloud in Korean: the particle after an English name is the one its reading asks for. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

/** How names end when they are read: 파드, 노드, 아이피 in a vowel; 레플리카셋, 컨피그맵, 잡 in a consonant. */
const VOWEL = "Pod|Node|Service|Deployment|Namespace|IP|Endpoint|EndpointSlice|API|CPU|selector";
const CONSONANT = "ReplicaSet|StatefulSet|DaemonSet|ConfigMap|Secret|Job|CronJob|YAML|kubectl|Label";
const WRONG = [
  new RegExp(`(?<![A-Za-z])(?:${VOWEL})[\`*]{0,2}(?:은|이|을|과|이에요|이라서|이라고|이라|이고|으로)(?![가-힣])`, "g"),
  new RegExp(`(?<![A-Za-z])(?:${CONSONANT})[\`*]{0,2}(?:는|가|를|와|예요|라서|라고)(?![가-힣])`, "g"),
];

function textsUnder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ts|tsx|md)$/.test(name))
    .map((name) => join(folder, name));
}

function faults(text: string): readonly string[] {
  return text
    .split("\n")
    .filter((line) => WRONG.some((wrong) => line.search(wrong) >= 0))
    .map((line) => line.trim());
}

describe("PAGE-22: Korean as it is read", () => {
  test("knows a wrong particle from a right one", () => {
    expect(faults("새 Pod은 다른 Pod이라\nNode과\n`ReplicaSet`를\nConfigMap가")).toHaveLength(4);
    expect(faults("새 Pod는 다른 Pod라서\nNode와\n`ReplicaSet`을\nConfigMap이\nPod이름")).toEqual([]);
  });

  test("the page's texts, the server's and the lessons have the right ones", () => {
    const found = ["components", "server", "app"]
      .flatMap(textsUnder)
      .flatMap((path) => faults(readFileSync(path, "utf8")).map((line) => `${path}: ${line}`));
    expect(found).toEqual([]);
  });
});
