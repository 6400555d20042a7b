import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findResults, jsonPathText } from "../../../../components/client/kubectl/print/jsonpath/evaluate.ts";
import { parseJsonPath } from "../../../../components/client/kubectl/print/jsonpath/parse.ts";
import { goSortedOrder } from "../../../../components/client/kubectl/print/goSort.ts";
import { TabWriter } from "../../../../components/client/kubectl/print/TabWriter.ts";
import { executeTemplate } from "../../../../components/client/kubectl/print/template/execute.ts";
import { FUNCTION_NAMES } from "../../../../components/client/kubectl/print/template/functions.ts";
import { parseTemplate } from "../../../../components/client/kubectl/print/template/parse.ts";
import { documentsOf } from "../../../../components/client/kubectl/yaml/documents.ts";
import { readYaml } from "../../../../components/client/kubectl/yaml/readYaml.ts";
import { writeKyaml } from "../../../../components/client/kubectl/yaml/writeKyaml.ts";
import { writeYaml } from "../../../../components/client/kubectl/yaml/writeYaml.ts";

describe("KRD-3 YAML that is printed", () => {
  it.each([
    [{ b: 1, a10: [], a2: {}, "0x": [{ z: null }] }, "0x:\n- z: null\na2: {}\na10: []\nb: 1\n"],
    [
      { a: "true", b: "1.0", c: "2026-01-02T03:04:05Z", d: "- x", e: "a: b", f: "", g: "x #y", h: "0x1F", i: "1:30" },
      'a: "true"\nb: "1.0"\nc: "2026-01-02T03:04:05Z"\nd: \'- x\'\ne: \'a: b\'\nf: ""\ng: \'x #y\'\nh: "0x1F"\ni: "1:30"\n',
    ],
    [
      { a: "one\ntwo\n", b: "one\ntwo", c: "tab\there", d: " edge" },
      "a: |\n  one\n  two\nb: |-\n  one\n  two\nc: \"tab\\there\"\nd: ' edge'\n",
    ],
    [{ a: `${"word ".repeat(18)}end` }, `a: ${"word ".repeat(15)}word\n  word word end\n`],
    [[[1, 2], [{ a: 1 }]], "- - 1\n  - 2\n- - a: 1\n"],
  ])("KRD-3 %j", (value, text) => {
    expect(writeYaml(value)).toBe(text);
  });

  it("KRD-3 whatever is printed reads back the same", () => {
    const scalar = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.constantFrom("yes", "~", "1e3", "a: b", " x", "x\n\n", "\t", "é\u0085", "#"),
    );
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        scalar,
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(fc.string({ unit: "grapheme", minLength: 1 }), tie("value"), { maxKeys: 4 }),
      ),
    })).value;
    fc.assert(
      fc.property(json, (value) => {
        expect(readYaml(writeYaml(value))).toEqual(value);
      }),
      { numRuns: 300 },
    );
  });

  it("KRD-3 KYAML quotes values and folds texts of several lines", () => {
    expect(writeKyaml({ a: "x", "b-c": [1, "y"], d: [{ e: true }], no: "1\n  2" })).toBe(
      '---\n{\n  a: "x",\n  b-c: [\n    1,\n    "y",\n  ],\n  d: [{\n    e: true,\n  }],\n  "no": "\\\n     1\\n\\\n    \\  2\\\n    ",\n}\n',
    );
  });
});

describe("KRD-4 YAML that is read", () => {
  it("KRD-4 words and numbers mean what Go makes of them", () => {
    expect(
      readYaml(
        "a: yes\nb: off\nc: 010\nd: 1_000\ne: 2026-01-02\nf: 80:80\ng: 1e3\nh: ~\ni: '5'\nj: !!str 5\n<<: {k: 1, a: 2}\n",
      ),
    ).toEqual({
      a: true,
      b: false,
      c: 8,
      d: 1000,
      e: "2026-01-02",
      f: "80:80",
      g: 1000,
      h: null,
      i: "5",
      j: "5",
      k: 1,
    });
  });

  it.each([
    ["a:\n\t- b\n", "yaml: line 2: found character that cannot start any token"],
    ["a: b: c\n", "yaml: mapping values are not allowed in this context"],
  ])("KRD-4 %j is refused", (text, message) => {
    expect(() => readYaml(text)).toThrow(message);
  });

  it("KRD-4 of a key that is there twice the last counts", () => {
    expect(readYaml("a: 1\nb: 2\na: 3\n")).toEqual({ a: 3, b: 2 });
  });

  it("KRD-4 documents are split at ---, empty ones are nothing, JSON may follow JSON", () => {
    expect([...documentsOf("---\n# nothing\n---\na: 1\n---\nb: 2\n", "f")]).toEqual([{ a: 1 }, { b: 2 }]);
    expect([...documentsOf('{"a":1}\n{"b":2}', "f")]).toEqual([{ a: 1 }, { b: 2 }]);
    expect(() => [...documentsOf("a:\n\t- b\n", "f.yaml")]).toThrow(
      "error parsing f.yaml: error converting YAML to JSON: yaml: line 2:",
    );
  });
});

const DATA = {
  items: [
    { name: "a", n: 1, ready: true },
    { name: "b", n: 2 },
  ],
  labels: { "x.y/z": "v" },
  text: "t",
};
const path = (template: string): string => jsonPathText(findResults(parseJsonPath(template), DATA), false);
const template = (text: string, missingIsError = false): string => {
  const { text: out, error } = executeTemplate(parseTemplate("output", text, FUNCTION_NAMES), DATA, { missingIsError });
  return error ? `${out}!${error.message}` : out;
};

describe("KRD-5 templates", () => {
  it.each([
    ["{.items[*].name}", "a b"],
    ["{.items[0:1].name}{'\\n'}{.text}", "a\nt"],
    ["{.items[-1:].name}", "b"],
    ["{.items[?(@.n>1)].name}{.items[?(@.ready)].name}", "ba"],
    ["{range .items[*]}{.name}={.n};{end}", "a=1;b=2;"],
    ["{.labels.x\\.y/z}{.labels['x\\.y/z']}", "vv"],
    ["{.items[*]['name','n']}", "a b 1 2"],
    ["{..n}", "1 2"],
    ["{.nothing}", ""],
    ["{.labels}", '{"x.y/z":"v"}'],
  ])("KRD-5 jsonpath %s", (text, result) => {
    expect(path(text)).toBe(result);
  });

  it.each([
    ["{.a", "unclosed action"],
    ["{.items[}", "unterminated array"],
    ["{.items[x]}", "invalid array index x"],
    ["{.items[5]}", "array index out of bounds: index 5, length 2"],
    ["{end}", "not in range, nothing to end"],
    ["{foo}", "unrecognized identifier foo"],
  ])("KRD-5 jsonpath %s is refused", (text, message) => {
    expect(() => path(text)).toThrow(message);
  });

  it.each([
    ['{{range .items}}{{.name}}{{"\\n"}}{{end}}', "a\nb\n"],
    ["{{range $i, $e := .items}}{{$i}}{{$e.name}}{{else}}none{{end}}", "0a1b"],
    ['{{with .nothing}}x{{else}}y{{end}}{{if and .text (eq .text "t")}}z{{end}}', "yz"],
    ['{{index .labels "x.y/z"}} {{len .items}} {{printf "%-4s|%03d|%q" .text 7 .text}}', 'v 2 t   |007|"t"'],
    ['{{printf "%s|%5d|%v" .nothing .nothing .nothing}}', "%!s(<nil>)|%!d(<nil>)|<nil>"],
    [
      '{{template "gone"}}',
      '!template: output:1:11: executing "output" at <{{template "gone"}}>: template "gone" not defined',
    ],
    [
      "{{index .items 7}} and more",
      '!template: output:1:2: executing "output" at <index .items 7>: error calling index: index out of range: 7',
    ],
    [
      "{{index .labels.nothing.at.all 0}}",
      '!template: output:1:2: executing "output" at <index .labels.nothing.at.all 0>: error calling index: index of untyped nil',
    ],
    [
      "{{gt .nothing 2}}",
      '!template: output:1:2: executing "output" at <gt .nothing 2>: error calling gt: invalid type for comparison',
    ],
    [
      "{{len .nothing}}",
      '!template: output:1:2: executing "output" at <len .nothing>: error calling len: reflect: call of reflect.Value.Type on zero Value',
    ],
    ["{{.nothing}} {{- /* gone */ -}} {{.text}}", "<no value>t"],
    ['{{define "t"}}<{{.}}>{{end}}{{template "t" .text}}', "<t>"],
    ["{{range .items}}{{if eq .n 2}}{{break}}{{end}}{{.n}}{{end}}", "1"],
    ['{{"YWI=" | base64decode}} {{exists .labels "q"}} {{.labels}}', "ab false map[x.y/z:v]"],
    [
      "{{.text.x}}",
      '!template: output:1:7: executing "output" at <.text.x>: can\'t evaluate field x in type interface {}',
    ],
  ])("KRD-5 go-template %s", (text, result) => {
    expect(template(text)).toBe(result);
  });

  it.each([
    ["{{.a", "template: output:1: unclosed action"],
    ["{{foo}}", 'template: output:1: function "foo" not defined'],
    ["{{if}}{{end}}", "template: output:1: missing value for if"],
    ["{{end}}", "template: output:1: unexpected {{end}}"],
    ["{{$x}}", 'template: output:1: undefined variable "$x"'],
    ['{{"\\q"}}', "template: output:1: invalid syntax"],
    ["{{'ab'}}", "template: output:1: malformed character constant: 'ab'"],
    ["{{''}}", "template: output:1: invalid syntax"],
  ])("KRD-5 go-template %s is refused", (text, message) => {
    expect(() => template(text)).toThrow(message);
  });
});

describe("KRD-6 tables", () => {
  const written = (...parts: string[]): string => {
    let out = "";
    const writer = new TabWriter((text) => (out += text), { rememberWidths: true });
    for (const part of parts) {
      writer.write(part);
      writer.flush();
    }
    return out;
  };

  it("KRD-6 columns are as wide as their widest cell, and stay so over flushes", () => {
    expect(written("NAME\tAGE\nlonger-name\t1d\n")).toBe("NAME          AGE\nlonger-name   1d\n");
    expect(written("longer-name\t1d\n", "b\t2d\n")).toBe("longer-name   1d\nb             2d\n");
    expect(written("a\tb\tc\nx\n\ty\tz\n")).toBe("a     b     c\nx\n      y     z\n");
  });

  it("KRD-6 long lists end sorted, short ones keep equal elements in order", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 }), (values) => {
        const order = goSortedOrder(
          values.length,
          (left, right) => (values[left] as number) < (values[right] as number),
        );
        expect(order.map((index) => values[index])).toEqual([...values].sort((left, right) => left - right));
        expect([...order].sort((left, right) => left - right)).toEqual(values.map((_, index) => index));
        if (values.length <= 12)
          expect(order).toEqual(
            values
              .map((value, index) => ({ value, index }))
              .sort((a, b) => a.value - b.value)
              .map(({ index }) => index),
          );
      }),
    );
  });
});
