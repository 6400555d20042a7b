/**
 * What Node is told of the server. Half of what a class makes is gone after a moment; with room for that (MB) only what stays is
 * moved to where a collection of everything has to look at it. Those collections take 200–300 ms of twenty classes, in pieces
 * among what people wait for. By itself V8 begins one as soon as the room that is left is that of the young (then every 15 s), and
 * another after 100 s without, after which the young have 1 MB: more of them, and soon. So there are few (once the heap is three
 * times what lived), and none to make it small.
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
