namespace VmSnapshot.Sdk.VSphere.Machines;

/// <summary>Paths of files on datastores: <c>[datastore1] web/web.vmdk</c>.</summary>
internal static class DatastorePath
{
    /// <summary>The datastore's name; empty where there is none.</summary>
    public static string DatastoreOf(string? path) =>
        path is ['[', ..] && path.IndexOf(']', StringComparison.Ordinal) is > 0 and var end ? path[1..end] : string.Empty;
}
