-- What has ended never changes again, but for one thing: what failed may be tried again, and counts it.
DROP TRIGGER "promotion_keeps_its_ending" ON "promotion";
CREATE TRIGGER "promotion_keeps_its_ending" BEFORE UPDATE ON "promotion"
  FOR EACH ROW WHEN (
    OLD."endedAt" IS NOT NULL
    AND (NEW."state" IS DISTINCT FROM OLD."state" OR NEW."endedAt" IS DISTINCT FROM OLD."endedAt")
    AND NOT (OLD."stateIs" = 'failed' AND NEW."endedAt" IS NULL AND NEW."retries" = OLD."retries" + 1)
  )
  EXECUTE FUNCTION "promotion_ended_stays"();
