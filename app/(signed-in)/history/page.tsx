import type { Metadata } from "next";
import { HistoryScreen } from "./history-screen.tsx";

export const metadata: Metadata = { title: "History" };

export default function HistoryPage() {
  return <HistoryScreen />;
}
