const longest = 600;

/** Most messages have nothing to cut. */
const suspicious = /[^\S ]| {2}|^ | $|\/(?:tmp|var|data|private)\/|:\/\/|0xc/;

/**
 * A controller's message, fit to be shown: its temporary paths, object pointers and
 * blank space cut out, and never longer than 600 characters. User names and
 * passwords that Git and registry clients repeat in URLs are cut too.
 */
export function plainMessage(message: string): string {
  if (message.length <= longest && !suspicious.test(message)) return message;
  const cut = message.length > 8 * longest ? message.slice(0, 8 * longest) : message;
  const plain = cut
    .replace(/(?:\/private)?\/(?:tmp|var\/tmp|var\/folders|data)\/(?:[\w.+-]*\d{4,}[\w.+-]*\/?)+/g, "")
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi, "$1")
    .replace(/0xc[0-9a-f]{6,}/g, "")
    .replace(/\s+/g, " ")
    .trim();
  return plain.length <= longest ? plain : `${plain.slice(0, longest - 1)}…`;
}

/** A URL without user, password, query and fragment. */
export function plainUrl(url: string | undefined): string | undefined {
  return url?.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, "$1").replace(/[?#].*$/, "");
}
