import { describe, expect, it } from "vitest";
import { isUnfinished, plainWords } from "../../../../components/client/shell/commandLine.ts";

describe("TERM-1 plain lines", () => {
  it.each<[string, readonly string[] | undefined]>([
    ["kubectl get pods", ["kubectl", "get", "pods"]],
    ["  kubectl   get\tpods ", ["kubectl", "get", "pods"]],
    ["kubectl get pods -l 'type in (web, db)'", ["kubectl", "get", "pods", "-l", "type in (web, db)"]],
    ['kubectl annotate pod a note="한글 메모"', ["kubectl", "annotate", "pod", "a", "note=한글 메모"]],
    ["kubectl get pod a -o jsonpath={.status.podIP}", ["kubectl", "get", "pod", "a", "-o", "jsonpath={.status.podIP}"]],
    ["kubectl get pods -l type!=web", ["kubectl", "get", "pods", "-l", "type!=web"]],
    ["", []],
    ["kubectl get pods | grep a", undefined],
    ["kubectl get pods > a", undefined],
    ["echo $HOME", undefined],
    ['echo "$HOME"', undefined],
    ["ls *.yaml", undefined],
    ["A=1 env", undefined],
    ["kubectl get pods; ls", undefined],
    ["echo 'open", undefined],
    ["kubectl delete pod a # why", undefined],
    ["cd ~", undefined],
  ])("TERM-1 %j", (line, words) => expect(plainWords(line)).toEqual(words));
});

describe("TERM-2 lines that ask for more", () => {
  it.each<[string, boolean]>([
    ["kubectl get pods", false],
    ["echo 'a", true],
    ["echo 'a'", false],
    ['echo "it\'s"', false],
    ["echo it\\'s", false],
    ["cat <<EOF | kubectl apply -f -", true],
    ["cat <<EOF | kubectl apply -f -\nkind: Pod", true],
    ["cat <<EOF | kubectl apply -f -\nit's\nEOF", false],
    ["cat <<-'END'\na\n\tEND", false],
    ["echo a \\", true],
    ["echo a \\\\", false],
    ["kubectl get pods |", true],
    ["true &&", true],
  ])("TERM-2 %j: %s", (text, unfinished) => expect(isUnfinished(text)).toBe(unfinished));
});
