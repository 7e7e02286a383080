using VmSnapshot.Sdk.EntityFrameworkCore.PostgreSql;
using VmSnapshot.Sdk.Storage;
using VmSnapshot.Tests.PostgreSql;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

public sealed class PostgreSqlUpgradeTests(PostgreSqlFixture postgres) : UpgradeBehavior, IAsyncDisposable
{
    private readonly PostgreSqlTestDatabase _database = new(postgres);

    protected override async Task<ISnapshotStore> OpenOldAsync()
    {
        await _database.RowsAsync(PostgreSqlSchema.Script(PostgreSqlSchema.Migrations[0]));
        await _database.RowsAsync(FirstSchema.Script("TRUE", "FALSE"));
        return await _database.OpenAsync();
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
