namespace VmSnapshot.Sdk;

/// <summary>What is there already stands in the way: the name is taken, the record is protected, obsolete, or was changed meanwhile.</summary>
/// <param name="code">The code that says which.</param>
/// <param name="message">What stands in the way of what.</param>
/// <param name="innerException">The cause.</param>
public class VmSnapshotConflictException(string code, string message, Exception? innerException = null)
    : VmSnapshotException(code, message, innerException);
