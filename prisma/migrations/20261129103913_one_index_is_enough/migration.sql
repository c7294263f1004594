-- DropIndex
DROP INDEX "interval_deployment_kind_from_idx";
