/** Images by name: another name, tag or digest. Models kustomize's image transformer. */
import { isObject, type Json, type JsonObject, setOwn } from "../json.ts";
import { changeFields, type FieldSpec } from "./fieldPaths.ts";
import type { Resource } from "./Resource.ts";

export interface ImageChange {
  readonly name?: string;
  readonly newName?: string;
  readonly newTag?: string;
  readonly tagSuffix?: string;
  readonly digest?: string;
}

/** After those found by name, these are changed: a tag's suffix is added by both. */
const IMAGES: readonly FieldSpec[] = ["spec", "spec/template/spec"].flatMap((spec) =>
  ["containers[]/image", "initContainers[]/image", "volumes[]/image/reference"].map((path) => ({
    path: `${spec}/${path}`,
  })),
);

export function changeImages(resources: readonly Resource[], change: ImageChange): void {
  const changed = (image: string): string => changedImage(image, change);
  for (const { object } of resources) {
    if (object.kind === "CustomResourceDefinition") continue;
    inContainers(object, changed);
    for (const spec of IMAGES)
      changeFields(object, spec, {
        change: (value, set) => {
          if (typeof value === "string") set(changed(value));
        },
      });
  }
}

/** Containers at any depth, so those of custom resources too. */
function inContainers(value: Json, changed: (image: string) => string): void {
  if (Array.isArray(value)) for (const item of value) inContainers(item, changed);
  else if (isObject(value))
    for (const [name, member] of Object.entries(value)) {
      inContainers(member, changed);
      if ((name !== "containers" && name !== "initContainers") || !Array.isArray(member)) continue;
      for (const container of member as JsonObject[])
        if (isObject(container) && typeof container.image === "string")
          setOwn(container, "image", changed(container.image));
    }
}

const BEHIND = /^(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$/;

function changedImage(image: string, { name = "", newName, newTag, tagSuffix, digest }: ImageChange): string {
  if (!image.startsWith(name) || !BEHIND.test(image.slice(name.length))) return image;
  const before = parts(image);
  let { tag } = before;
  let mark = before.digest;
  if (newTag && digest) [tag, mark] = [newTag, digest];
  else if (newTag) [tag, mark] = [newTag, ""];
  else if (digest) [tag, mark] = ["", digest];
  else if (tagSuffix) [tag, mark] = [tag + tagSuffix, ""];
  return (newName || before.name) + (tag ? `:${tag}` : "") + (mark ? `@${mark}` : "");
}

function parts(image: string): { readonly name: string; readonly tag: string; readonly digest: string } {
  const [, name = image, tag = "", digest = ""] = /^((?:[^/]*\/)?[^:@]*)(?::([^@]*))?(?:@(.*))?$/.exec(image) ?? [];
  return { name, tag, digest };
}
