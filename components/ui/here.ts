import { useCallback, useEffect, useRef } from "react";

/** Asked once an answer has come: whether what waits for it is still on the screen. */
export function useHere(): () => boolean {
  const here = useRef(false);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  return useCallback(() => here.current, []);
}
