"use client";

import { useEffect, useState } from "react";
import { sameCorrections } from "../../../../components/setup/corrections.ts";
import { type Drafted, isTouched, readAgain, saved } from "../../../../components/setup/drafted.ts";
import { rebased } from "../../../../components/setup/rebased.ts";
import { useKeptText } from "../../../../components/ui/kept-text.ts";
import type { Adoption, Corrections } from "../../../../lib/contracts/adoption.ts";
import { api } from "../../../../lib/web/client.ts";
import { Turns } from "../../../../lib/web/turns.ts";

/** Each correction is tried at once by reading the repository with it; one that makes no sense changes nothing. */
export function useCorrecting(repository: string, data: Adoption | undefined) {
  const [drafted, setDrafted] = useState<Drafted>();
  const dirty = drafted !== undefined && isTouched(drafted);
  const [refused, setRefused] = useState<string>();
  const [tried, setTried] = useState<Corrections>();
  const [turns] = useState(() => new Turns());
  const correct = async (corrections: Corrections) => {
    const turn = turns.ask();
    setTried(corrections);
    setRefused(undefined);
    try {
      const answer = await api.adopt({ repository, corrections, confirm: false });
      // One that is fine stays so, whatever becomes of the next.
      if (turn.counts()) setDrafted((before) => before && { ...before, shown: answer });
    } catch (error) {
      if (turn.isLast()) setRefused((error as Error).message);
    }
    if (turn.isLast()) setTried(undefined);
  };

  const [unsaved, keepUnsaved] = useKeptText(`corrections of ${repository}`);
  const isRead = data !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for what was set right before a sign-in in the middle
  useEffect(() => {
    if (!data || unsaved === "") return;
    const { mine, base } = JSON.parse(unsaved) as { mine: Corrections; base: Corrections };
    void correct(rebased(mine, base, data.corrections));
  }, [isRead]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: when it was read again, and not when somebody sets something right
  useEffect(() => {
    setDrafted((before) => data && readAgain(before, data));
    if (!drafted || !data || sameCorrections(drafted.kept.corrections, data.corrections)) return;
    const mine = tried ?? drafted.shown.corrections;
    if (dirty || tried) void correct(rebased(mine, drafted.kept.corrections, data.corrections));
  }, [data]);
  useEffect(() => {
    if (!drafted || tried) return;
    const [mine, base] = [drafted.shown.corrections, drafted.kept.corrections];
    keepUnsaved(dirty ? JSON.stringify({ mine, base }) : "");
  }, [drafted, tried, dirty, keepUnsaved]);

  return {
    adoption: drafted?.shown,
    dirty,
    keep: (sent: Corrections, answer: Adoption) => setDrafted((before) => before && saved(before, sent, answer)),
    corrections: tried ?? drafted?.shown.corrections ?? {},
    correct: (corrections: Corrections) => void correct(corrections),
    correcting: tried !== undefined,
    refused,
  };
}
