/** Formats a definition's schemas name and nobody knows. */
import { effectiveFormat } from "../../customResources/formats.ts";
import type { CustomResourceDefinition } from "../../customResources/types.ts";
import { internalForm } from "./internalForm.ts";
import { schemasIn } from "./visit.ts";

/** Formats without effect, in the order in which they stand. */
export function unknownFormats({ spec }: Pick<CustomResourceDefinition, "spec">): readonly string[] {
  const { validation, versions } = internalForm(spec);
  return [{ schema: validation }, ...versions].flatMap(({ schema }) =>
    schema?.openAPIV3Schema
      ? schemasIn(schema.openAPIV3Schema).flatMap(({ type, format }) =>
          format && effectiveFormat(type, format) === "" ? [format] : [],
        )
      : [],
  );
}
