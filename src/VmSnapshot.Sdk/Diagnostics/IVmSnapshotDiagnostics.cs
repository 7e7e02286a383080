namespace VmSnapshot.Sdk;

/// <summary>Checks what the SDK needs: the connection, the server's identity, the session, privileges, the store.</summary>
public interface IVmSnapshotDiagnostics
{
    /// <summary>Runs all checks; what fails is in the result, never thrown.</summary>
    /// <param name="cancellationToken">Stops the checks.</param>
    Task<IReadOnlyList<DiagnosticCheck>> RunAsync(CancellationToken cancellationToken = default);
}

/// <summary>The outcome of one check.</summary>
/// <param name="Name">What was checked: <c>connection</c>, <c>certificate</c>, <c>session</c>, <c>privileges</c>, <c>store</c>.</param>
/// <param name="Ok">Whether it is as needed.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Remedy">What to do where it isn't.</param>
/// <param name="ErrorCode">One of <see cref="VmSnapshotErrorCodes"/> where it isn't.</param>
public sealed record DiagnosticCheck(string Name, bool Ok, string Detail, string? Remedy = null, string? ErrorCode = null);
