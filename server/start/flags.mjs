/**
 * What Node is told of the server. Half of what a class makes is gone after a moment; with room
 * for that (MB) only what stays is moved to where a collection of everything has to look at it.
 */
export const SERVER_FLAGS = ["--enable-source-maps", "--max-semi-space-size=64"];

/** With this code a server ends that is to be begun anew (serve.mjs); the variable has the process that will do it. */
export const BEGIN_ANEW = 75;
export const BEGUN_BY = "PODROOM_BEGUN_BY";
