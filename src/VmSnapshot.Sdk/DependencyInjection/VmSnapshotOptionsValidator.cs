using Microsoft.Extensions.Options;

namespace VmSnapshot.Sdk;

internal sealed class VmSnapshotOptionsValidator : IValidateOptions<VmSnapshotOptions>
{
    // What timers and retries can count is little more.
    private static readonly TimeSpan MaxTaskTimeout = TimeSpan.FromDays(30);
    private static readonly TimeSpan MaxPollingInterval = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, VmSnapshotOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        Check(string.IsNullOrWhiteSpace(options.Tenant), nameof(options.Tenant), "must not be empty");
        Check(options.MaxParallelVms < 1, nameof(options.MaxParallelVms), "must be at least 1");
        Check(options.TaskTimeout <= TimeSpan.Zero || options.TaskTimeout > MaxTaskTimeout, nameof(options.TaskTimeout), "must be longer than zero and at most 30 days");
        Check(
            options.TaskPollingInterval <= TimeSpan.Zero || options.TaskPollingInterval > MaxPollingInterval,
            nameof(options.TaskPollingInterval), "must be longer than zero and at most a day");
        Check(options.TaskReadRetries < 0, nameof(options.TaskReadRetries), "must not be negative");
        return result.Build();

        void Check(bool isWrong, string property, string rule)
        {
            if (isWrong)
            {
                result.AddError($"{nameof(VmSnapshotOptions)}.{property} {rule}.", property);
            }
        }
    }
}
