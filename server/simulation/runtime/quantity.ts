/** Amounts of resources, where the simulation looks for them; the code is shared with the browser. */
export * from "../../protocol/kubernetes/quantity.ts";
