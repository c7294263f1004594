"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useState } from "react";

/** Whoever opens a dialog reads it first: the focus goes to it, not to its button to close. */
function focusItself(event: Event): void {
  event.preventDefault();
  const content = event.currentTarget as HTMLElement;
  if (!content.contains(document.activeElement)) content.focus();
}

/** These dialogs open by the address and not by a trigger: the focus goes back to where it was. */
export function useReturn(): (event: Event) => void {
  const [before] = useState(() => document.activeElement);
  return (event) => {
    event.preventDefault();
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  };
}

/** A dialog in the middle; on a phone it takes the whole screen. */
export function Dialog(props: {
  title: ReactNode;
  description?: ReactNode;
  onClose: () => void;
  width?: number;
  children: ReactNode;
}) {
  const back = useReturn();
  return (
    <Radix.Root open onOpenChange={(open) => !open && props.onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade bg-veil" />
        <Radix.Content
          data-modal
          aria-describedby={props.description ? undefined : ""}
          onOpenAutoFocus={focusItself}
          onCloseAutoFocus={back}
          style={{ maxWidth: props.width ?? 520 }}
          className="fixed inset-x-0 top-[8vh] z-50 mx-auto flex max-h-[84vh] w-[calc(100%-32px)] animate-rise flex-col overflow-hidden rounded-lg border bg-panel shadow-lift outline-none max-sm:inset-0 max-sm:max-h-none max-sm:w-full max-sm:rounded-none max-sm:border-0"
        >
          <header className="flex items-start gap-3 border-b px-5 py-3.5">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-md font-semibold">{props.title}</Radix.Title>
              {props.description ? (
                <Radix.Description className="mt-0.5 text-ink-2">{props.description}</Radix.Description>
              ) : null}
            </div>
            <CloseButton />
          </header>
          {props.children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** A panel at the right edge. The page beside it stays in use. */
export function SidePanel(props: { title: ReactNode; label: string; onClose: () => void; children: ReactNode }) {
  const back = useReturn();
  return (
    <Radix.Root open modal={false} onOpenChange={(open) => !open && props.onClose()}>
      <Radix.Portal>
        <Radix.Content
          aria-describedby={undefined}
          onOpenAutoFocus={focusItself}
          onCloseAutoFocus={back}
          onInteractOutside={(event) => event.preventDefault()}
          className="fixed inset-y-0 right-0 z-30 flex w-full max-w-[480px] animate-slide flex-col border-l bg-panel shadow-lift outline-none max-sm:z-40 max-sm:max-w-none max-sm:border-l-0"
        >
          <header className="flex items-start gap-3 border-b px-5 py-3.5">
            <Radix.Title asChild>
              <h2 className="min-w-0 flex-1 text-md font-semibold">
                <span className="sr-only">{props.label}</span>
                {props.title}
              </h2>
            </Radix.Title>
            <CloseButton />
          </header>
          <div className="flex-1 overflow-y-auto overscroll-contain">{props.children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function CloseButton() {
  return (
    <Radix.Close
      aria-label="Close"
      className="-mt-0.5 -mr-1.5 grid size-7 shrink-0 place-items-center rounded-md text-ink-2 hover:bg-sunk hover:text-ink"
    >
      <X className="size-4" aria-hidden />
    </Radix.Close>
  );
}
