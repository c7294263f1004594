"use client";

import { Command } from "cmdk";
import { ArrowRight, Shapes, Table2, Tag } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { SearchHit } from "../../lib/contracts/lists.ts";
import { Spinner } from "../ui/button.tsx";
import { useReturn } from "../ui/dialog.tsx";
import { BACK_ROOMS, ROOMS } from "./navigation.ts";

const ICONS = { service: Shapes, release: Tag, promotion: ArrowRight, deployment: Table2 };
const ITEM = "flex min-h-9 cursor-pointer items-center gap-2.5 rounded-md px-2.5 data-[selected=true]:bg-sunk";

/** Everything by name: pages, services, releases, promotions. */
export function Palette(props: {
  query: string;
  hits: SearchHit[];
  searching: boolean;
  problem: string | undefined;
  onQuery: (query: string) => void;
  onGo: (href: string) => void;
  onClose: () => void;
}) {
  const { query, hits } = props;
  const back = useReturn();
  const rooms = [...ROOMS, ...BACK_ROOMS].filter((room) =>
    room.label.toLowerCase().includes(query.trim().toLowerCase()),
  );
  return (
    <Radix.Root open onOpenChange={(open) => !open && props.onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade bg-veil" />
        <Radix.Content
          data-modal
          aria-describedby={undefined}
          onCloseAutoFocus={back}
          className="fixed inset-x-4 top-[12vh] z-50 mx-auto max-w-[560px] animate-rise overflow-hidden rounded-lg border bg-panel shadow-lift"
        >
          <Radix.Title className="sr-only">Command palette</Radix.Title>
          <Command shouldFilter={false} label="Command palette">
            <div className="flex items-center gap-2 border-b px-4">
              <Command.Input
                value={query}
                onValueChange={props.onQuery}
                placeholder="Go to a page, a service, a release, a promotion…"
                className="h-12 flex-1 bg-transparent text-md outline-none"
              />
              {props.searching ? <Spinner /> : null}
            </div>
            {props.problem ? (
              <p role="alert" className="px-4 pt-2.5 text-bad">
                {props.problem}
              </p>
            ) : null}
            <Command.List className="max-h-[52vh] overflow-y-auto p-1.5">
              {hits.length > 0 ? (
                <Command.Group heading={<Heading>Found</Heading>}>
                  {hits.map((hit) => (
                    <Hit key={`${hit.kind} ${hit.id}`} hit={hit} onGo={props.onGo} />
                  ))}
                </Command.Group>
              ) : null}
              {rooms.length > 0 ? (
                <Command.Group heading={<Heading>Go to</Heading>}>
                  {rooms.map((room) => (
                    <Command.Item
                      key={room.href}
                      value={room.href}
                      onSelect={() => props.onGo(room.href)}
                      className={ITEM}
                    >
                      <room.icon className="size-4 text-ink-2" aria-hidden />
                      <span className="flex-1">{room.label}</span>
                      <kbd className="text-ink-3">g {room.key}</kbd>
                    </Command.Item>
                  ))}
                </Command.Group>
              ) : null}
              <Command.Empty className="px-2.5 py-6 text-center text-ink-2">
                {props.searching
                  ? "Looking…"
                  : props.problem
                    ? "It is not known what has that name."
                    : "Nothing has that name."}
              </Command.Empty>
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Hit({ hit, onGo }: { hit: SearchHit; onGo: (href: string) => void }) {
  const Icon = ICONS[hit.kind];
  return (
    <Command.Item value={`${hit.kind} ${hit.id}`} onSelect={() => onGo(hit.href)} className={ITEM}>
      <Icon className="size-4 text-ink-2" aria-hidden />
      <span className="font-medium">{hit.title}</span>
      <span className="min-w-0 flex-1 truncate text-xs text-ink-2">{hit.detail}</span>
      <span className="text-xs text-ink-3">{hit.kind}</span>
    </Command.Item>
  );
}

function Heading({ children }: { children: string }) {
  return <span className="block px-2.5 pt-1.5 pb-1 text-xs font-medium text-ink-2">{children}</span>;
}
