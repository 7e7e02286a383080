using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace VmSnapshot.Sdk.EntityFrameworkCore.PostgreSql.Migrations
{
    /// <inheritdoc />
    internal partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "SnapshotStoreInfo",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    StoreId = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SnapshotStoreInfo", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Snapshots",
                columns: table => new
                {
                    Id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Tenant = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    NameFolded = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    LiveName = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Description = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Family = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Version = table.Column<int>(type: "integer", nullable: true),
                    Kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    RequestedConsistency = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Consistency = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Status = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    StatusReason = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Availability = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Health = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    DeleteProtection = table.Column<bool>(type: "boolean", nullable: false),
                    CreatedAtTicks = table.Column<long>(type: "bigint", nullable: false),
                    DeletedAtTicks = table.Column<long>(type: "bigint", nullable: true),
                    OperationId = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    VCenterInstanceUuid = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    ConcurrencyToken = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Snapshots", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SnapshotLabels",
                columns: table => new
                {
                    SnapshotId = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Value = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SnapshotLabels", x => new { x.SnapshotId, x.Key });
                    table.ForeignKey(
                        name: "FK_SnapshotLabels_Snapshots_SnapshotId",
                        column: x => x.SnapshotId,
                        principalTable: "Snapshots",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "SnapshotSources",
                columns: table => new
                {
                    SnapshotId = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Path = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    MoRef = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    InstanceUuid = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    BiosUuid = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    PowerState = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    IsTemplate = table.Column<bool>(type: "boolean", nullable: false),
                    GuestId = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    HardwareVersion = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Cpus = table.Column<int>(type: "integer", nullable: false),
                    CoresPerSocket = table.Column<int>(type: "integer", nullable: false),
                    MemoryMiB = table.Column<long>(type: "bigint", nullable: false),
                    Firmware = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    SecureBoot = table.Column<bool>(type: "boolean", nullable: false),
                    VirtualTpm = table.Column<bool>(type: "boolean", nullable: false),
                    Controllers = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Datacenter = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    FolderMoRef = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    FolderName = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    FolderPath = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    ResourcePool = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Datastore = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    CurrentNativeSnapshot = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    ChangeVersion = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Marker = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SnapshotSources", x => x.SnapshotId);
                    table.ForeignKey(
                        name: "FK_SnapshotSources_Snapshots_SnapshotId",
                        column: x => x.SnapshotId,
                        principalTable: "Snapshots",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "SnapshotTemplates",
                columns: table => new
                {
                    SnapshotId = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    OperationId = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Path = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    MoRef = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    InstanceUuid = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Datastore = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    FolderMoRef = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    FolderName = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    FolderPath = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    ResourcePool = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Consistency = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    NativeSnapshot = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SnapshotTemplates", x => x.SnapshotId);
                    table.ForeignKey(
                        name: "FK_SnapshotTemplates_Snapshots_SnapshotId",
                        column: x => x.SnapshotId,
                        principalTable: "Snapshots",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "SnapshotDisks",
                columns: table => new
                {
                    SnapshotId = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Position = table.Column<int>(type: "integer", nullable: false),
                    DeviceKey = table.Column<int>(type: "integer", nullable: false),
                    Label = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    CapacityBytes = table.Column<long>(type: "bigint", nullable: false),
                    Datastore = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Thin = table.Column<bool>(type: "boolean", nullable: true),
                    ControllerKey = table.Column<int>(type: "integer", nullable: false),
                    UnitNumber = table.Column<int>(type: "integer", nullable: false),
                    Mode = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    RawDeviceMapping = table.Column<bool>(type: "boolean", nullable: false),
                    HasParent = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SnapshotDisks", x => new { x.SnapshotId, x.Position });
                    table.ForeignKey(
                        name: "FK_SnapshotDisks_SnapshotSources_SnapshotId",
                        column: x => x.SnapshotId,
                        principalTable: "SnapshotSources",
                        principalColumn: "SnapshotId",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "SnapshotNetworkAdapters",
                columns: table => new
                {
                    SnapshotId = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Position = table.Column<int>(type: "integer", nullable: false),
                    DeviceKey = table.Column<int>(type: "integer", nullable: false),
                    Label = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Network = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    AdapterType = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    MacAddress = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SnapshotNetworkAdapters", x => new { x.SnapshotId, x.Position });
                    table.ForeignKey(
                        name: "FK_SnapshotNetworkAdapters_SnapshotSources_SnapshotId",
                        column: x => x.SnapshotId,
                        principalTable: "SnapshotSources",
                        principalColumn: "SnapshotId",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "SnapshotTemplateDisks",
                columns: table => new
                {
                    SnapshotId = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Position = table.Column<int>(type: "integer", nullable: false),
                    DeviceKey = table.Column<int>(type: "integer", nullable: false),
                    Label = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    CapacityBytes = table.Column<long>(type: "bigint", nullable: false),
                    Datastore = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Thin = table.Column<bool>(type: "boolean", nullable: true),
                    ControllerKey = table.Column<int>(type: "integer", nullable: false),
                    UnitNumber = table.Column<int>(type: "integer", nullable: false),
                    Mode = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    RawDeviceMapping = table.Column<bool>(type: "boolean", nullable: false),
                    HasParent = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SnapshotTemplateDisks", x => new { x.SnapshotId, x.Position });
                    table.ForeignKey(
                        name: "FK_SnapshotTemplateDisks_SnapshotTemplates_SnapshotId",
                        column: x => x.SnapshotId,
                        principalTable: "SnapshotTemplates",
                        principalColumn: "SnapshotId",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_SnapshotLabels_Key_Value",
                table: "SnapshotLabels",
                columns: new[] { "Key", "Value" });

            migrationBuilder.CreateIndex(
                name: "IX_SnapshotSources_InstanceUuid",
                table: "SnapshotSources",
                column: "InstanceUuid");

            migrationBuilder.CreateIndex(
                name: "IX_SnapshotTemplates_InstanceUuid",
                table: "SnapshotTemplates",
                column: "InstanceUuid");

            migrationBuilder.CreateIndex(
                name: "IX_Snapshots_Tenant_CreatedAtTicks_Id",
                table: "Snapshots",
                columns: new[] { "Tenant", "CreatedAtTicks", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Snapshots_Tenant_Family_Version",
                table: "Snapshots",
                columns: new[] { "Tenant", "Family", "Version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Snapshots_Tenant_LiveName",
                table: "Snapshots",
                columns: new[] { "Tenant", "LiveName" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Snapshots_Tenant_Name",
                table: "Snapshots",
                columns: new[] { "Tenant", "Name" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "SnapshotDisks");

            migrationBuilder.DropTable(
                name: "SnapshotLabels");

            migrationBuilder.DropTable(
                name: "SnapshotNetworkAdapters");

            migrationBuilder.DropTable(
                name: "SnapshotStoreInfo");

            migrationBuilder.DropTable(
                name: "SnapshotTemplateDisks");

            migrationBuilder.DropTable(
                name: "SnapshotSources");

            migrationBuilder.DropTable(
                name: "SnapshotTemplates");

            migrationBuilder.DropTable(
                name: "Snapshots");
        }
    }
}
