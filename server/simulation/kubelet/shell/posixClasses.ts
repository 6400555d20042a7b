/** Named classes of characters, `[:digit:]`, as POSIX has them in its own locale: pairs of the first and last of each run. */
export const POSIX_CLASSES: ReadonlyMap<string, readonly string[]> = new Map([
  ["digit", ["09"]],
  ["alpha", ["AZ", "az"]],
  ["alnum", ["AZ", "az", "09"]],
  ["space", ["\t\r", "  "]],
  ["upper", ["AZ"]],
  ["lower", ["az"]],
  ["punct", ["!/", ":@", "[`", "{~"]],
  ["blank", ["\t\t", "  "]],
]);
