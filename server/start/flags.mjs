/**
 * What Node is told of the server, here and in the Containerfile. Half of what a class makes is gone after a moment; with room
 * for that (MB) only what stays is moved to where a collection of everything has to look at it.
 */
export const SERVER_FLAGS = ["--enable-source-maps", "--max-semi-space-size=64"];
