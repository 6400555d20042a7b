/**
 * What Node is told of the server. Half of what a class makes is gone after a moment; with room for that (MB) only what stays is
 * moved to where a collection of everything has to look at it. Those make everybody wait, and V8 by itself begins them often with so
 * much room for the young, and some only to make the heap small (bench/README.md, Classes). So there are few, once the heap is three
 * times what lived, and none of the second kind.
 */
export const SERVER_FLAGS = [
  "--enable-source-maps",
  "--max-semi-space-size=64",
  "--heap-growing-percent=200",
  "--no-memory-reducer",
];

/** With this code a server ends that is to be begun anew (serve.mjs); the variable has the process that will do it. */
export const BEGIN_ANEW = 75;
export const BEGUN_BY = "PODROOM_BEGUN_BY";
