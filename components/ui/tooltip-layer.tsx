"use client";

import { useEffect, useRef } from "react";

const DELAY_MS = 350;

/**
 * One tooltip for the page: for everything that carries `data-tip`, and for a text that has been cut. A tooltip
 * component a cell would double the nodes of a board of thousands of cells.
 */
export function TooltipLayer() {
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let owner: Element | null = null;

    const hide = () => {
      clearTimeout(timer);
      owner = null;
      if (box.current) box.current.hidden = true;
    };
    const show = (target: Element) => {
      const tip = box.current;
      if (!tip || !target.isConnected) return;
      tip.textContent = tipOf(target);
      tip.hidden = false;
      place(tip, target.getBoundingClientRect());
    };
    const over = (event: Event) => {
      const target = event.target instanceof Element ? ownerOf(event.target) : null;
      if (target === owner) return;
      hide();
      if (!target || !tipOf(target)) return;
      owner = target;
      timer = setTimeout(() => show(target), event.type === "focusin" ? 0 : DELAY_MS);
    };
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && hide();

    document.addEventListener("pointerover", over);
    document.addEventListener("focusin", over);
    document.addEventListener("pointerdown", hide);
    document.addEventListener("scroll", hide, true);
    document.addEventListener("keydown", onKey);
    return () => {
      hide();
      document.removeEventListener("pointerover", over);
      document.removeEventListener("focusin", over);
      document.removeEventListener("pointerdown", hide);
      document.removeEventListener("scroll", hide, true);
      document.removeEventListener("keydown", onKey);
    };
  }, []);

  return (
    <div
      ref={box}
      role="tooltip"
      hidden
      className="pointer-events-none fixed top-0 left-0 z-[80] max-w-[320px] rounded-md bg-ink px-2 py-1 text-xs font-medium text-bg shadow-lift"
    />
  );
}

/** The nearest element that has something to say; else the one whose text is cut here. */
function ownerOf(target: Element): Element | null | undefined {
  return target.closest("[data-tip]") ?? [target, target.parentElement].find((at) => at && isCut(at));
}

function isCut(at: Element): boolean {
  return at.scrollWidth > at.clientWidth && getComputedStyle(at).textOverflow === "ellipsis";
}

function tipOf(owner: Element): string | null {
  return owner.getAttribute("data-tip") ?? owner.textContent;
}

function place(tip: HTMLElement, at: DOMRect): void {
  const { width, height } = tip.getBoundingClientRect();
  const left = Math.min(Math.max(8, at.left + at.width / 2 - width / 2), window.innerWidth - width - 8);
  const above = at.top - height - 6;
  tip.style.left = `${left}px`;
  tip.style.top = `${above > 8 ? above : at.bottom + 6}px`;
}
