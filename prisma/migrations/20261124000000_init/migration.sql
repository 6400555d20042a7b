CREATE TABLE "Room" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "name" TEXT NOT NULL,
  "mode" TEXT NOT NULL,
  "template" TEXT NOT NULL,
  "seed" REAL NOT NULL,
  "startTime" REAL NOT NULL,
  "createdAt" REAL NOT NULL,
  "epoch" TEXT NOT NULL
);

CREATE TABLE "Link" (
  "roomId" TEXT NOT NULL REFERENCES "Room" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "role" TEXT NOT NULL,
  "tokenHash" TEXT NOT NULL,
  "createdAt" REAL NOT NULL,
  PRIMARY KEY ("roomId", "role")
);
CREATE UNIQUE INDEX "Link_tokenHash_key" ON "Link" ("tokenHash");

CREATE TABLE "Person" (
  "roomId" TEXT NOT NULL REFERENCES "Room" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "id" TEXT NOT NULL,
  "nickname" TEXT NOT NULL,
  "colour" INTEGER NOT NULL,
  "role" TEXT NOT NULL,
  "secretHash" TEXT NOT NULL,
  "joinedAt" REAL NOT NULL,
  "removed" BOOLEAN NOT NULL,
  PRIMARY KEY ("roomId", "id")
);

CREATE TABLE "Credential" (
  "roomId" TEXT NOT NULL REFERENCES "Room" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "tokenHash" TEXT NOT NULL,
  "personId" TEXT NOT NULL,
  "createdAt" REAL NOT NULL,
  PRIMARY KEY ("roomId", "tokenHash")
);

CREATE TABLE "LogBatch" (
  "roomId" TEXT NOT NULL REFERENCES "Room" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "firstSeq" REAL NOT NULL,
  "count" INTEGER NOT NULL,
  "entries" TEXT NOT NULL,
  "time" REAL NOT NULL,
  "steps" REAL NOT NULL,
  "revision" REAL NOT NULL,
  "wall" REAL NOT NULL,
  "speed" REAL NOT NULL,
  "asleep" BOOLEAN NOT NULL,
  PRIMARY KEY ("roomId", "firstSeq")
);

CREATE TABLE "Snapshot" (
  "roomId" TEXT NOT NULL REFERENCES "Room" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "id" TEXT NOT NULL,
  "seq" REAL NOT NULL,
  "simulationVersion" TEXT NOT NULL,
  "roomState" TEXT NOT NULL,
  "chunks" INTEGER NOT NULL,
  "time" REAL NOT NULL,
  "steps" REAL NOT NULL,
  "revision" REAL NOT NULL,
  "wall" REAL NOT NULL,
  "speed" REAL NOT NULL,
  "asleep" BOOLEAN NOT NULL,
  PRIMARY KEY ("roomId", "id")
);

CREATE TABLE "SnapshotChunk" (
  "roomId" TEXT NOT NULL,
  "snapshotId" TEXT NOT NULL,
  "index" INTEGER NOT NULL,
  "data" BLOB NOT NULL,
  PRIMARY KEY ("roomId", "snapshotId", "index")
);

CREATE TABLE "Beat" (
  "id" INTEGER NOT NULL PRIMARY KEY,
  "wall" REAL NOT NULL
);
