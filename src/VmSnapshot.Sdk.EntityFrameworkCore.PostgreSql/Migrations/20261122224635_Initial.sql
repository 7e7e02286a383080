CREATE TABLE IF NOT EXISTS "SnapshotMigrations" (
    "MigrationId" character varying(150) NOT NULL,
    "ProductVersion" character varying(32) NOT NULL,
    CONSTRAINT "PK_SnapshotMigrations" PRIMARY KEY ("MigrationId")
);

CREATE TABLE "SnapshotStoreInfo" (
    "Id" integer NOT NULL,
    "StoreId" text COLLATE "C" NOT NULL,
    CONSTRAINT "PK_SnapshotStoreInfo" PRIMARY KEY ("Id")
);

CREATE TABLE "Snapshots" (
    "Id" text COLLATE "C" NOT NULL,
    "Tenant" text COLLATE "C" NOT NULL,
    "Name" text COLLATE "C" NOT NULL,
    "NameFolded" text COLLATE "C" NOT NULL,
    "LiveName" text COLLATE "C",
    "Description" text COLLATE "C",
    "Family" text COLLATE "C",
    "Version" integer,
    "Kind" text COLLATE "C" NOT NULL,
    "RequestedConsistency" text COLLATE "C" NOT NULL,
    "Consistency" text COLLATE "C" NOT NULL,
    "Status" text COLLATE "C" NOT NULL,
    "StatusReason" text COLLATE "C",
    "Availability" text COLLATE "C" NOT NULL,
    "Health" text COLLATE "C" NOT NULL,
    "DeleteProtection" boolean NOT NULL,
    "CreatedAtTicks" bigint NOT NULL,
    "DeletedAtTicks" bigint,
    "OperationId" text COLLATE "C" NOT NULL,
    "VCenterInstanceUuid" text COLLATE "C" NOT NULL,
    "ConcurrencyToken" text COLLATE "C" NOT NULL,
    CONSTRAINT "PK_Snapshots" PRIMARY KEY ("Id")
);

CREATE TABLE "SnapshotLabels" (
    "SnapshotId" text COLLATE "C" NOT NULL,
    "Key" text COLLATE "C" NOT NULL,
    "Value" text COLLATE "C" NOT NULL,
    CONSTRAINT "PK_SnapshotLabels" PRIMARY KEY ("SnapshotId", "Key"),
    CONSTRAINT "FK_SnapshotLabels_Snapshots_SnapshotId" FOREIGN KEY ("SnapshotId") REFERENCES "Snapshots" ("Id") ON DELETE CASCADE
);

CREATE TABLE "SnapshotSources" (
    "SnapshotId" text COLLATE "C" NOT NULL,
    "Name" text COLLATE "C" NOT NULL,
    "Path" text COLLATE "C" NOT NULL,
    "MoRef" text COLLATE "C" NOT NULL,
    "InstanceUuid" text COLLATE "C" NOT NULL,
    "BiosUuid" text COLLATE "C" NOT NULL,
    "PowerState" text COLLATE "C" NOT NULL,
    "IsTemplate" boolean NOT NULL,
    "GuestId" text COLLATE "C" NOT NULL,
    "HardwareVersion" text COLLATE "C" NOT NULL,
    "Cpus" integer NOT NULL,
    "CoresPerSocket" integer NOT NULL,
    "MemoryMiB" bigint NOT NULL,
    "Firmware" text COLLATE "C" NOT NULL,
    "SecureBoot" boolean NOT NULL,
    "VirtualTpm" boolean NOT NULL,
    "Controllers" text COLLATE "C" NOT NULL,
    "Datacenter" text COLLATE "C" NOT NULL,
    "FolderMoRef" text COLLATE "C",
    "FolderName" text COLLATE "C",
    "FolderPath" text COLLATE "C",
    "ResourcePool" text COLLATE "C",
    "Datastore" text COLLATE "C" NOT NULL,
    "CurrentNativeSnapshot" text COLLATE "C",
    "ChangeVersion" text COLLATE "C",
    "Marker" text COLLATE "C",
    CONSTRAINT "PK_SnapshotSources" PRIMARY KEY ("SnapshotId"),
    CONSTRAINT "FK_SnapshotSources_Snapshots_SnapshotId" FOREIGN KEY ("SnapshotId") REFERENCES "Snapshots" ("Id") ON DELETE CASCADE
);

CREATE TABLE "SnapshotTemplates" (
    "SnapshotId" text COLLATE "C" NOT NULL,
    "OperationId" text COLLATE "C" NOT NULL,
    "Name" text COLLATE "C" NOT NULL,
    "Path" text COLLATE "C" NOT NULL,
    "MoRef" text COLLATE "C" NOT NULL,
    "InstanceUuid" text COLLATE "C" NOT NULL,
    "Datastore" text COLLATE "C" NOT NULL,
    "FolderMoRef" text COLLATE "C" NOT NULL,
    "FolderName" text COLLATE "C" NOT NULL,
    "FolderPath" text COLLATE "C" NOT NULL,
    "ResourcePool" text COLLATE "C" NOT NULL,
    "Consistency" text COLLATE "C" NOT NULL,
    "NativeSnapshot" text COLLATE "C",
    CONSTRAINT "PK_SnapshotTemplates" PRIMARY KEY ("SnapshotId"),
    CONSTRAINT "FK_SnapshotTemplates_Snapshots_SnapshotId" FOREIGN KEY ("SnapshotId") REFERENCES "Snapshots" ("Id") ON DELETE CASCADE
);

CREATE TABLE "SnapshotDisks" (
    "SnapshotId" text COLLATE "C" NOT NULL,
    "Position" integer NOT NULL,
    "DeviceKey" integer NOT NULL,
    "Label" text COLLATE "C" NOT NULL,
    "CapacityBytes" bigint NOT NULL,
    "Datastore" text COLLATE "C" NOT NULL,
    "Thin" boolean,
    "ControllerKey" integer NOT NULL,
    "UnitNumber" integer NOT NULL,
    "Mode" text COLLATE "C",
    "RawDeviceMapping" boolean NOT NULL,
    "HasParent" boolean NOT NULL,
    CONSTRAINT "PK_SnapshotDisks" PRIMARY KEY ("SnapshotId", "Position"),
    CONSTRAINT "FK_SnapshotDisks_SnapshotSources_SnapshotId" FOREIGN KEY ("SnapshotId") REFERENCES "SnapshotSources" ("SnapshotId") ON DELETE CASCADE
);

CREATE TABLE "SnapshotNetworkAdapters" (
    "SnapshotId" text COLLATE "C" NOT NULL,
    "Position" integer NOT NULL,
    "DeviceKey" integer NOT NULL,
    "Label" text COLLATE "C" NOT NULL,
    "Network" text COLLATE "C" NOT NULL,
    "AdapterType" text COLLATE "C" NOT NULL,
    "MacAddress" text COLLATE "C" NOT NULL,
    CONSTRAINT "PK_SnapshotNetworkAdapters" PRIMARY KEY ("SnapshotId", "Position"),
    CONSTRAINT "FK_SnapshotNetworkAdapters_SnapshotSources_SnapshotId" FOREIGN KEY ("SnapshotId") REFERENCES "SnapshotSources" ("SnapshotId") ON DELETE CASCADE
);

CREATE TABLE "SnapshotTemplateDisks" (
    "SnapshotId" text COLLATE "C" NOT NULL,
    "Position" integer NOT NULL,
    "DeviceKey" integer NOT NULL,
    "Label" text COLLATE "C" NOT NULL,
    "CapacityBytes" bigint NOT NULL,
    "Datastore" text COLLATE "C" NOT NULL,
    "Thin" boolean,
    "ControllerKey" integer NOT NULL,
    "UnitNumber" integer NOT NULL,
    "Mode" text COLLATE "C",
    "RawDeviceMapping" boolean NOT NULL,
    "HasParent" boolean NOT NULL,
    CONSTRAINT "PK_SnapshotTemplateDisks" PRIMARY KEY ("SnapshotId", "Position"),
    CONSTRAINT "FK_SnapshotTemplateDisks_SnapshotTemplates_SnapshotId" FOREIGN KEY ("SnapshotId") REFERENCES "SnapshotTemplates" ("SnapshotId") ON DELETE CASCADE
);

CREATE INDEX "IX_SnapshotLabels_Key_Value" ON "SnapshotLabels" ("Key", "Value");

CREATE INDEX "IX_SnapshotSources_InstanceUuid" ON "SnapshotSources" ("InstanceUuid");

CREATE INDEX "IX_SnapshotTemplates_InstanceUuid" ON "SnapshotTemplates" ("InstanceUuid");

CREATE INDEX "IX_Snapshots_Tenant_CreatedAtTicks_Id" ON "Snapshots" ("Tenant", "CreatedAtTicks", "Id");

CREATE UNIQUE INDEX "IX_Snapshots_Tenant_Family_Version" ON "Snapshots" ("Tenant", "Family", "Version");

CREATE UNIQUE INDEX "IX_Snapshots_Tenant_LiveName" ON "Snapshots" ("Tenant", "LiveName");

CREATE INDEX "IX_Snapshots_Tenant_Name" ON "Snapshots" ("Tenant", "Name");

INSERT INTO "SnapshotMigrations" ("MigrationId", "ProductVersion")
VALUES ('20261122224635_Initial', '10.0.15');

