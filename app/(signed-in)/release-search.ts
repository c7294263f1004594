import { useEffect, useState } from "react";
import type { ReleaseSearch } from "../../components/promotion/release-list.tsx";
import { api } from "../../lib/web/client.ts";
import { useResource } from "../../lib/web/resource.ts";

const PAUSE_MS = 150;

/** Among the releases that are at hand the dialog looks by itself; where there are more, they are asked for once typing rests. */
export function useReleaseSearch(place: { service: string; environment: string }, hasMore: boolean): ReleaseSearch {
  const [query, setQuery] = useState("");
  const words = hasMore ? query.trim() : "";
  const [rested, setRested] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setRested(words), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [words]);
  const asked = words !== "" && words === rested ? words : undefined;
  const key = asked && `releases ${place.service} ${place.environment} ${asked}`;
  const found = useResource(key, () => api.planReleases({ ...place, q: words }));
  return { query, onQuery: setQuery, found: found.data, problem: found.problem?.message };
}
