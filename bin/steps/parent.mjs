// Loaded into every process that `start` starts: whoever is left behind because `start` was killed ends by itself.
if (process.connected) {
  process.channel?.unref();
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
}
