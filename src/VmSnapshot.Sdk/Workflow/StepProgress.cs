namespace VmSnapshot.Sdk.Workflow;

/// <summary>A step's own 0 to 100, placed within the operation's.</summary>
internal sealed class StepProgress(IProgress<OperationProgress>? target, string operationId, string step, double from = 0, double to = 100)
{
    public void Report(double percent, string message) =>
        target?.Report(new OperationProgress(operationId, step, from + (percent / 100 * (to - from)), message));
}
