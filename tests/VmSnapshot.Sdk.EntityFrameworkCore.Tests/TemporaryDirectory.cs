using Microsoft.Data.Sqlite;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

internal sealed class TemporaryDirectory : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("vmsnapshot-").FullName;

    public string File(string name) => Path.Combine(_path, name);

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_path, recursive: true);
    }
}
