using System.Text.Json;

namespace VmSnapshot.Durability.Worker;

/// <summary>A line of the worker's standard output: what became of a work item, as this process knows.</summary>
/// <param name="What">See <see cref="Begun"/> and its neighbours.</param>
/// <param name="ClientToken">The item; empty for the last line.</param>
/// <param name="OperationId">Its operation.</param>
/// <param name="State">How that stands.</param>
public sealed record WorkerReport(string What, string ClientToken, string? OperationId, string? State)
{
    public const string Begun = "begun";
    public const string Ended = "ended";
    public const string Finished = "finished";

    public static WorkerReport? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<WorkerReport>(line);
        }
        catch (JsonException)
        {
            // The worker was killed in the middle of it.
            return null;
        }
    }

    public override string ToString() => JsonSerializer.Serialize(this);
}
