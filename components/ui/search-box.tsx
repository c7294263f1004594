"use client";

import { Search } from "lucide-react";
import { useEffect, useRef } from "react";

/** The search of a page: `/` leads to it, Escape empties and leaves it. */
export function SearchBox(props: {
  label: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
  className?: string;
}) {
  const field = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for what was typed before there was anybody to hear it
  useEffect(() => {
    const typed = field.current?.value ?? "";
    if (typed !== props.value) props.onChange(typed);
  }, []);
  return (
    <label className={`relative flex w-[250px] items-center max-sm:order-last max-sm:w-full ${props.className ?? ""}`}>
      <Search className="pointer-events-none absolute left-3 size-3.5 text-ink-2" aria-hidden />
      <input
        ref={field}
        type="search"
        data-search
        aria-label={props.label}
        placeholder={props.placeholder}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          props.onChange("");
          event.currentTarget.blur();
        }}
        className="h-7 w-full rounded-md border border-strong bg-panel pr-8 pl-8 [&::-webkit-search-cancel-button]:hidden"
      />
      <kbd aria-hidden className="absolute right-2.5 rounded-sm border px-1.5 text-ink-3 max-sm:hidden">
        /
      </kbd>
    </label>
  );
}
