/**
 * A part of the program that is fetched when it is first needed is not there. After an update it has another name, and
 * the page remembers that it has failed: only to load the page again helps.
 */
export function isGone(error: Error): boolean {
  return error.name === "ChunkLoadError" || (error.cause instanceof Error && isGone(error.cause));
}
