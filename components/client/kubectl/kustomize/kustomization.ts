/** Kustomization files: which one a folder has, and what it says. Models kustomize's types and target. */
import { isObject, type Json } from "../json.ts";
import { readYaml } from "../yaml/readYaml.ts";
import type { FieldSpec } from "./fieldPaths.ts";
import type { Folder } from "./Folder.ts";
import type { ImageChange } from "./images.ts";
import { decoded, KUSTOMIZATION } from "./shapes.ts";

export interface Strings {
  readonly [name: string]: string;
}

export interface GeneratorOptions {
  readonly labels?: Strings;
  readonly annotations?: Strings;
  readonly disableNameSuffixHash?: boolean;
  readonly immutable?: boolean;
}

export interface GeneratorArgs {
  readonly name?: string;
  readonly namespace?: string;
  readonly behavior?: string;
  readonly type?: string;
  readonly options?: GeneratorOptions;
  readonly literals?: readonly string[];
  readonly files?: readonly string[];
  readonly envs?: readonly string[];
  readonly env?: string;
}

export interface Selector {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly annotationSelector?: string;
  readonly labelSelector?: string;
}

export interface Patch {
  readonly path?: string;
  readonly patch?: string;
  readonly target?: Selector;
  readonly options?: { readonly allowNameChange?: boolean; readonly allowKindChange?: boolean };
}

export interface LabelArgs {
  readonly pairs?: Strings;
  readonly includeSelectors?: boolean;
  readonly includeTemplates?: boolean;
  readonly fields?: readonly FieldSpec[];
}

export interface Kustomization {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  readonly namespace?: string;
  readonly commonLabels?: Strings;
  readonly labels?: readonly LabelArgs[];
  readonly commonAnnotations?: Strings;
  readonly patchesStrategicMerge?: readonly string[];
  readonly patchesJson6902?: readonly Patch[];
  readonly patches?: readonly Patch[];
  readonly images?: readonly ImageChange[];
  readonly imageTags?: readonly ImageChange[];
  readonly replicas?: readonly { readonly name?: string; readonly count?: number }[];
  readonly sortOptions?: {
    readonly order?: string;
    readonly legacySortOptions?: { readonly orderFirst?: readonly string[]; readonly orderLast?: readonly string[] };
  };
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
  readonly bases?: readonly string[];
  readonly configMapGenerator?: readonly GeneratorArgs[];
  readonly secretGenerator?: readonly GeneratorArgs[];
  readonly generatorOptions?: GeneratorOptions;
}

export const COMPONENT = "Component";
const NAMES = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** What kustomize has and this one has not; what a file says with them would be lost. */
const ABSENT =
  "buildMetadata configurations crds generators helmChartInflationGenerator helmCharts helmGlobals openapi replacements transformers validators vars".split(
    " ",
  );

const EDIT_FIX = "Run 'kustomize edit fix' to update your Kustomization automatically.";
const DEPRECATED: readonly (readonly [keyof Kustomization, string])[] = [
  ["bases", "resources"],
  ["commonLabels", "labels"],
  ["imageTags", "images"],
  ["patchesJson6902", "patches"],
  ["patchesStrategicMerge", "patches"],
];

/** The kustomization of a folder; `warn` is told what is deprecated in it. */
export async function kustomizationOf(folder: Folder, warn: (text: string) => void): Promise<Kustomization> {
  const names: string[] = [];
  for (const name of NAMES) if (await folder.has(name)) names.push(name);
  if (names.length === 0)
    throw new Error(
      `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${folder.root}'`,
    );
  if (names.length > 1) throw new Error(`Found multiple kustomization files under: ${folder.root}\n`);
  const read = parsed(new TextDecoder().decode(await folder.load(names[0] as string)));
  for (const [old, instead] of DEPRECATED)
    if (read[old] !== undefined)
      warn(`# Warning: '${old}' is deprecated. Please use '${instead}' instead. ${EDIT_FIX}\n`);
  if (Object.entries(read).every(([name, value]) => name === "apiVersion" || name === "kind" || isEmpty(value)))
    throw new Error("kustomization.yaml is empty");
  const problems = typeProblems(read);
  if (problems.length > 0)
    throw new Error(`Failed to read kustomization file under ${folder.root}:\n${problems.join("\n")}`);
  return {
    ...read,
    resources: [...(read.resources ?? []), ...(read.bases ?? [])],
    images: [...(read.images ?? []), ...(read.imageTags ?? [])],
  };
}

function isEmpty(value: unknown): boolean {
  return value === "" || (Array.isArray(value) && value.length === 0);
}

function parsed(text: string): Kustomization {
  try {
    const value: Json = readYaml(text);
    const absent = isObject(value) ? ABSENT.find((name) => Object.hasOwn(value, name)) : undefined;
    if (absent !== undefined) throw new Error(`the field "${absent}" is not supported by the kubectl of this terminal`);
    return decoded(value, KUSTOMIZATION) as Kustomization;
  } catch (error) {
    throw new Error(`invalid Kustomization: ${(error as Error).message}`);
  }
}

function typeProblems({ apiVersion = "", kind = "Kustomization" }: Kustomization): string[] {
  const known = kind === "" || kind === "Kustomization" || kind === COMPONENT;
  const wanted = `kustomize.config.k8s.io/${kind === COMPONENT ? "v1alpha1" : "v1beta1"}`;
  return [
    ...(known ? [] : [`kind should be Kustomization or ${COMPONENT}`]),
    ...(apiVersion === "" || apiVersion === wanted
      ? []
      : [`apiVersion for ${kind || "Kustomization"} should be ${wanted}`]),
  ];
}
