namespace VmSnapshot.Sdk.Tests;

/// <summary>Keeps what it is told.</summary>
internal sealed class ProgressRecorder : IProgress<OperationProgress>
{
    private readonly List<OperationProgress> _all = [];

    public IReadOnlyList<OperationProgress> All
    {
        get
        {
            lock (_all)
            {
                return [.. _all];
            }
        }
    }

    public void Report(OperationProgress value)
    {
        lock (_all)
        {
            _all.Add(value);
        }
    }

    public void ShouldGrow(string operationId)
    {
        All.Should().OnlyContain(p => p.OperationId == operationId);
        All.Select(p => p.PercentComplete).Should().BeInAscendingOrder().And.OnlyContain(p => p >= 0 && p <= 100);
    }

    public void ShouldGrowTo100(string operationId, params string[] steps)
    {
        ShouldGrow(operationId);
        All[^1].PercentComplete.Should().Be(100);
        if (steps.Length > 0)
        {
            All.Select(p => p.Step).Distinct().Should().BeSubsetOf(steps).And.EndWith(steps[^1]);
        }
    }
}
