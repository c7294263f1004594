/** A text as a part of a name, as github.com/gosimple/slug makes it with at most 63 characters and whole words. */
export function slugOf(value: string): string {
  const slug = value
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replaceAll("&", "and")
    .replaceAll("@", "at")
    .replace(/[^a-z0-9-_]+/g, "-")
    .replace(/-{2,}/g, "-")
    .replace(/^[-_]+|[-_]+$/g, "");
  if (slug.length <= 63) return slug;
  const cut = slug.slice(0, 63);
  return slug[63] === "-" || !cut.includes("-") ? cut : cut.slice(0, cut.lastIndexOf("-"));
}
