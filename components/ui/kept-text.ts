import { useEffect, useState } from "react";

/**
 * What somebody types, kept by the tab for as long as it is on the screen: a session may end in the middle, and whoever
 * comes back from the sign-in finds their words again. Closing what they were typed into lets them go. Never for secrets.
 */
export function useKeptText(of: string): [string, (text: string) => void] {
  const key = `typed: ${of}`;
  const [text, setText] = useState(() => sessionStorage.getItem(key) ?? "");
  useEffect(() => {
    if (text !== "") sessionStorage.setItem(key, text);
    return () => sessionStorage.removeItem(key);
  }, [key, text]);
  return [text, setText];
}
