using Microsoft.Extensions.DependencyInjection.Extensions;
using VmSnapshot.Sdk;
using VmSnapshot.Sdk.EntityFrameworkCore;
using VmSnapshot.Sdk.EntityFrameworkCore.Sqlite;
using VmSnapshot.Sdk.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the snapshot store in a SQLite file.</summary>
public static class VmSnapshotSqliteExtensions
{
    /// <summary>
    /// Keeps the records in a SQLite file. The file, its directory and its tables are made, or brought up to date, when the store is first
    /// used. Calling it again replaces the store that was registered before.
    /// </summary>
    /// <param name="builder">What <c>AddVmSnapshot</c> returned.</param>
    /// <param name="path">The file's path; a relative one begins at the current directory of this call.</param>
    /// <exception cref="VmSnapshotException">The path is none of a file: <see cref="VmSnapshotErrorCodes.InvalidArguments"/>.</exception>
    public static IVmSnapshotBuilder UseSqlite(this IVmSnapshotBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var file = SqliteFile.FullPath(path);
        builder.Services.Replace(ServiceDescriptor.Singleton<ISnapshotStore>(services => EntityFrameworkSnapshotStore.Create(
            services, new SqliteSnapshotDatabase(file, SqliteSnapshotDatabase.DefaultBusyTimeout))));
        return builder;
    }
}
