namespace VmSnapshot.Sdk;

/// <summary>How far an operation is.</summary>
/// <param name="OperationId">The operation.</param>
/// <param name="Step">The step under way, named as in the API: <c>CloneToTemplate</c>.</param>
/// <param name="PercentComplete">0 to 100 of the whole operation, vCenter's own task percentage weighted in.</param>
/// <param name="Message">What is being done, for people.</param>
public sealed record OperationProgress(string OperationId, string Step, double PercentComplete, string Message);
