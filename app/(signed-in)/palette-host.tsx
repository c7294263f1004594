"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Palette } from "../../components/shell/palette.tsx";
import type { SearchHit } from "../../lib/contracts/lists.ts";
import { api } from "../../lib/web/client.ts";

const PAUSE_MS = 150;

export default function PaletteHost({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const [query, setQuery] = useState("");
  const [hits, setHits] = useState<SearchHit[]>([]);
  const [searching, setSearching] = useState(false);
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    const words = query.trim();
    setProblem(undefined);
    if (words.length < 2) {
      setHits([]);
      setSearching(false);
      return;
    }
    let old = false;
    setSearching(true);
    const timer = setTimeout(async () => {
      const found = await api.search(words).catch((error: Error) => {
        if (!old) setProblem(error.message);
        return { hits: [] };
      });
      if (old) return;
      setHits(found.hits);
      setSearching(false);
    }, PAUSE_MS);
    return () => {
      old = true;
      clearTimeout(timer);
    };
  }, [query]);

  return (
    <Palette
      query={query}
      hits={hits}
      searching={searching}
      problem={problem}
      onQuery={setQuery}
      onClose={onClose}
      onGo={(href) => {
        onClose();
        router.push(href);
      }}
    />
  );
}
