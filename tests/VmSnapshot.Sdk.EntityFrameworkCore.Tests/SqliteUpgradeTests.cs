using Microsoft.Data.Sqlite;
using VmSnapshot.Sdk.EntityFrameworkCore.Sqlite;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

public sealed class SqliteUpgradeTests : UpgradeBehavior, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private EntityFrameworkSnapshotStore? _store;

    protected override async Task<ISnapshotStore> OpenOldAsync()
    {
        var file = _directory.File("snapshots.db");
        await using (var connection = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            await connection.OpenAsync(Token);
            foreach (var script in new[] { SqliteSchema.Script(SqliteSchema.Migrations[0]), FirstSchema.Script("1", "0") })
            {
                await using var command = connection.CreateCommand();
                command.CommandText = script;
                await command.ExecuteNonQueryAsync(Token);
            }
        }

        return _store = new EntityFrameworkSnapshotStore(new SqliteSnapshotDatabase(file, SqliteSnapshotDatabase.DefaultBusyTimeout), TimeProvider.System);
    }

    public void Dispose()
    {
        _store?.Dispose();
        _directory.Dispose();
    }
}
