import { describe, expect, test } from "vitest";
import { parseDocument } from "yaml";
import { fieldIn, placeOfField } from "../../../components/editor/fieldPlace.ts";

const TEXT = `kind: Pod
metadata:
  name: Bad_Name
  annotations:
    a.b/c: x
spec:
  containers:
    - name: c
      ports:
        - containerPort: 99999
      resources:
    - image: nginx
`;

describe("PAGE-3 a refusal's field is found in the text", () => {
  const document = parseDocument(TEXT);
  test.each([
    ["metadata.name", "Bad_Name"],
    ["metadata.annotations[a.b/c]", "x"],
    ["spec.containers[0].ports[0].containerPort", "99999"],
    // Of a list or a map its name, of a place in a list its first member.
    ["spec.containers", "containers"],
    ["spec.containers[1]", "image"],
    // What is not there is missing in what is.
    ["spec.containers[1].name", "image"],
    ["spec.containers[0].resources.limits[cpu]", "resources"],
    ["metadata.labels", "metadata"],
  ])("%s", (field, wanted) => {
    const place = placeOfField(document, field);
    expect(place && TEXT.slice(place.from, place.to)).toBe(wanted);
  });

  test("what is nowhere has no place", () => expect(placeOfField(document, "status.phase")).toBeUndefined());

  test("the field a message names", () => {
    expect(fieldIn('strict decoding error: unknown field "spec.containers[0].imagee"')).toBe(
      "spec.containers[0].imagee",
    );
    expect(fieldIn("no field at all")).toBeUndefined();
  });
});
