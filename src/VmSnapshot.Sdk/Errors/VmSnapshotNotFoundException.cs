namespace VmSnapshot.Sdk;

/// <summary>What was named is not there: a VM, a snapshot, a network, a datastore, a resource pool, a folder.</summary>
/// <param name="code">One of the <c>…NotFound</c> codes of <see cref="VmSnapshotErrorCodes"/>.</param>
/// <param name="message">What was looked for and where.</param>
/// <param name="innerException">The cause.</param>
public sealed class VmSnapshotNotFoundException(string code, string message, Exception? innerException = null) : VmSnapshotException(code, message, innerException);
