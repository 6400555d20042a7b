/** What the API's documentation says of types and their fields. */
import descriptionText from "./descriptions-1.36.json" with { type: "json" };

/** By type and field ("" for the type itself), as places in the list of texts. */
const descriptions = descriptionText as unknown as {
  readonly texts: readonly string[];
  readonly types: { readonly [type: string]: { readonly [field: string]: number | undefined } | undefined };
};

/** The text for a field of a schema type (`core.v1.PodSpec`); undefined where there is none. */
export function fieldDescription(type: string, field: string): string | undefined {
  const place = descriptions.types[type]?.[field];
  return place === undefined ? undefined : descriptions.texts[place];
}
