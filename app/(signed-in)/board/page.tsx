import type { Metadata } from "next";
import { preload } from "react-dom";
import { BoardScreen } from "./board-screen.tsx";

export const metadata: Metadata = { title: "Board" };

/** A light page: the snapshot is JSON and is drawn in the browser, since a rendered table of a large fleet weighs 20 times as much. */
export default function BoardPage() {
  preload("/api/v1/board", { as: "fetch", crossOrigin: "anonymous" });
  preload("/api/v1/me", { as: "fetch", crossOrigin: "anonymous" });
  return <BoardScreen />;
}
