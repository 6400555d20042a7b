ALTER TABLE "Person" ADD COLUMN "namespace" TEXT;
