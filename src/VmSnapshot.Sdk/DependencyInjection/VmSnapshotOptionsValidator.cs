using Microsoft.Extensions.Options;

namespace VmSnapshot.Sdk;

internal sealed class VmSnapshotOptionsValidator : IValidateOptions<VmSnapshotOptions>
{
    // What timers and retries can count is little more.
    private static readonly TimeSpan MaxTaskTimeout = TimeSpan.FromDays(30);
    private static readonly TimeSpan MaxPollingInterval = TimeSpan.FromDays(1);
    private static readonly TimeSpan MinLeaseDuration = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxLateArrivalWatch = TimeSpan.FromDays(365);

    public ValidateOptionsResult Validate(string? name, VmSnapshotOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        Check(string.IsNullOrWhiteSpace(options.Tenant), nameof(options.Tenant), "must not be empty");
        Check(options.MaxParallelVms < 1, nameof(options.MaxParallelVms), "must be at least 1");
        Check(options.TaskTimeout <= TimeSpan.Zero || options.TaskTimeout > MaxTaskTimeout, nameof(options.TaskTimeout), "must be longer than zero and at most 30 days");
        CheckInterval(options.TaskPollingInterval, nameof(options.TaskPollingInterval));
        Check(string.IsNullOrWhiteSpace(options.Actor), nameof(options.Actor), "must not be empty");
        CheckInterval(options.ResumeInterval, nameof(options.ResumeInterval));
        CheckInterval(options.OperationPollingInterval, nameof(options.OperationPollingInterval));
        CheckInterval(options.ReapInterval, nameof(options.ReapInterval));
        Check(
            options.LeaseDuration < MinLeaseDuration || options.LeaseDuration > MaxPollingInterval,
            nameof(options.LeaseDuration), "must be at least 1 second and at most a day");
        Check(
            options.LateArrivalWatch <= TimeSpan.Zero || options.LateArrivalWatch > MaxLateArrivalWatch,
            nameof(options.LateArrivalWatch), "must be longer than zero and at most 365 days");
        Check(options.TaskReadRetries < 0, nameof(options.TaskReadRetries), "must not be negative");
        return result.Build();

        void CheckInterval(TimeSpan interval, string property) =>
            Check(interval <= TimeSpan.Zero || interval > MaxPollingInterval, property, "must be longer than zero and at most a day");

        void Check(bool isWrong, string property, string rule)
        {
            if (isWrong)
            {
                result.AddError($"{nameof(VmSnapshotOptions)}.{property} {rule}.", property);
            }
        }
    }
}
