"use client";

import { useId, useState } from "react";
import type { Connections } from "../../lib/contracts/setup.ts";
import { Button } from "../ui/button.tsx";
import { INPUT } from "../ui/field.tsx";

export function RepositoryPicker(props: {
  repositories: NonNullable<Connections["repositories"]>;
  chosen: string | undefined;
  onChoose: (name: string) => void;
}) {
  const [name, setName] = useState(props.chosen ?? "");
  const id = useId();
  return (
    <form
      className="flex flex-wrap items-end gap-2.5"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) props.onChoose(name.trim());
      }}
    >
      <label className="flex flex-col gap-1 text-xs text-ink-2">
        Flux repository
        <input
          list={id}
          value={name}
          onChange={(event) => setName(event.target.value)}
          placeholder="owner/repository"
          className={`${INPUT} h-8 w-[300px] text-sm`}
        />
      </label>
      <datalist id={id}>
        {props.repositories.map((each) => (
          <option key={each.name} value={each.name}>
            {each.adopted ? "adopted" : ""}
          </option>
        ))}
      </datalist>
      <Button type="submit" className="h-8" disabled={name.trim() === "" || name.trim() === props.chosen}>
        Read it
      </Button>
    </form>
  );
}
