/** Says that something was done, or was not. The toaster is loaded when it is first needed. */
export async function say(sentence: string, tone: "done" | "bad" = "done"): Promise<void> {
  const { toast } = await import("sonner");
  if (tone === "done") toast.success(sentence);
  else toast.error(sentence, { duration: 10_000 });
}
