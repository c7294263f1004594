"use client";

import type { Token } from "../../lib/contracts/lists.ts";
import { Button } from "../ui/button.tsx";
import { Rows } from "../ui/page.tsx";
import { Time } from "../ui/time.tsx";
import { ROLES } from "./roles.ts";

export function TokenList({ tokens, onRevoke }: { tokens: Token[]; onRevoke: (token: Token) => void }) {
  return (
    <Rows>
      {tokens.map((token) => (
        <div key={token.id} className="flex min-h-[45px] flex-wrap items-center gap-x-5 gap-y-1 px-3.5 py-1.5">
          <span className="min-w-[160px] font-semibold">{token.name}</span>
          <span className="text-xs text-ink-2">{ROLES[token.role]}</span>
          <span className="flex-1 text-xs text-ink-2">
            made <Time at={token.createdAt} suffix="ago" /> ·{" "}
            {token.lastUsedAt ? (
              <>
                used <Time at={token.lastUsedAt} suffix="ago" />
              </>
            ) : (
              "never used"
            )}
            {token.expiresAt ? (
              <>
                {" "}
                · ends <Time at={token.expiresAt} />
              </>
            ) : null}
          </span>
          <Button look="danger" onClick={() => onRevoke(token)} aria-label={`Revoke ${token.name}`}>
            Revoke
          </Button>
        </div>
      ))}
    </Rows>
  );
}
